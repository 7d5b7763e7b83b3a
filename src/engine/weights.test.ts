import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { matchWeights } from "../core/network/weights.ts";
import { decodeWeights, encodeWeights } from "./weights.ts";

const weights = [
  { name: "a/kernel", shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
  { name: "a/bias", shape: [], values: Float32Array.of(-0.5) },
];

test("weights survive being written and read, also from the middle of a larger block", () => {
  const bytes = encodeWeights(weights, { step: 7 });
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  expect(decodeWeights(shifted.subarray(3))).toEqual({ weights, about: { step: "7" } });
});

test("weights that an earlier version kept are read", () => {
  const bytes = new Uint8Array(readFileSync(new URL("fixtures/weights-1.bin", import.meta.url)));
  expect(decodeWeights(bytes)).toEqual({ weights, about: { step: "7", wholeImage: "1x64x64" } });
  expect(() => decodeWeights(bytes.subarray(0, -4))).toThrow(expect.objectContaining({ name: "BadStudyFile" }));
});

test.each([
  ["something else", () => new Uint8Array(100).fill(7)],
  ["nothing", () => new Uint8Array(0)],
  ["a file cut short in its header", () => encodeWeights(weights).slice(0, 60)],
  ["a file cut short in its numbers", () => encodeWeights(weights).slice(0, -4)],
])("%s is refused as a bad study file", (_, bytes) => {
  expect(() => decodeWeights(bytes())).toThrow(expect.objectContaining({ name: "BadStudyFile" }));
});

test("weights of another shape or name are refused by name", () => {
  expect(() => matchWeights(weights, [{ name: "b", shape: [1] }])).toThrow(/lack "b"/);
  expect(() => matchWeights(weights, [{ name: "a/kernel", shape: [3, 2] }])).toThrow(/"a\/kernel" is 2 × 3/);
  expect(matchWeights(weights, [{ name: "a/bias", shape: [] }])).toEqual([weights[1]]);
});
