import { expect, test } from "vitest";
import { decodeWeights, encodeWeights, matchWeights } from "./weights.ts";

const weights = [
  { name: "a/kernel", shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
  { name: "a/bias", shape: [], values: Float32Array.of(-0.5) },
];

test("weights survive being written and read, also from the middle of a larger block", () => {
  const bytes = encodeWeights(weights, { step: 7 });
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  expect(decodeWeights(shifted.subarray(3))).toEqual({ weights, about: { step: 7 } });
});

test.each([
  ["something else", () => new Uint8Array(100)],
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
