import { describe, expect, test } from "vitest";
import { toySearch, toySpec } from "../../testing/toyStudy.ts";
import { onnxBaselineOf, stageForBaseline, type BaselineWish } from "./onnxBaseline.ts";
import type { OnnxFacts } from "./onnxFacts.ts";

const { task } = toySpec();
const data = Float32Array.from({ length: 8 * 4 }, (_, index) => (index % 2 === 0 ? 100 : 140));
const dataset = {
  volume: { shape: [8, 2, 2] as const, data, voxelSizeNm: null },
  split: task.split,
};
const two: OnnxFacts = { dimension: 2, channels: 2, meaning: "scores", own: null, runtime: "a test" };
const own = {
  study: "s",
  trial: "1",
  classes: [
    { name: "cell", color: "#0072B2" },
    { name: "background", color: "none" },
  ],
  intensity: { mean: 90, deviation: 7 },
  voxelSizeNm: null,
  normalisation: "inside",
  tiling: null,
  seesWholeImages: false,
} as const;

const made = (facts: OnnxFacts, wish: BaselineWish = {}) =>
  onnxBaselineOf({ name: "zoo.onnx", sha256: "a".repeat(64), facts }, wish, dataset, task);

describe("a network of a file as a baseline", () => {
  test("sees grey values of mean 0 and deviation 1 where its file says nothing", () => {
    expect(made(two)).toEqual({
      name: "zoo",
      sha256: "a".repeat(64),
      normalisation: "zscore",
      scale: { mean: 120, deviation: 20 },
    });
  });

  test("sees what was chosen", () => {
    expect(made(two, { normalisation: "none" }).scale).toEqual({ mean: 0, deviation: 1 });
  });

  test("sees what its own file says, and its classes are told by their names", () => {
    const found = made({ ...two, own });
    expect(found).toMatchObject({ normalisation: "own", scale: { mean: 0, deviation: 1 }, order: [1, 0] });
    const outside = made({ ...two, own: { ...own, normalisation: "outside" } });
    expect(outside.scale).toEqual({ mean: 90, deviation: 7 });
  });

  test("gives classes in an order by name or number", () => {
    expect(made(two, { classes: "cell, background" }).order).toEqual([1, 0]);
    expect(made({ ...two, channels: 3 }, { classes: "0,1,1" }).order).toEqual([0, 1, 1]);
    expect(made({ ...two, channels: null }, { classes: "background,cell" }).order).toEqual([0, 1]);
  });

  test.each([
    [{ ...two, channels: 3 }, {}, /gives 3 channels, and there are 2 classes\. Name the class/],
    [{ ...two, channels: 3 }, { classes: "0,1" }, /gives 3 channels, and 2 classes were named/],
    [
      two,
      { classes: "background,nucleus" },
      /"nucleus" is no class of this study; its classes are 0 background, 1 cell/,
    ],
    [two, { classes: "0,2" }, /"2" is no class/],
  ])("says why it does not fit", (facts, wish, because) => {
    expect(() => made(facts, wish)).toThrow(because);
  });

  test("of one channel fits two classes only", () => {
    const single = { ...two, channels: 1 };
    expect(made(single).order).toBeUndefined();
    const classes = [...task.classes, { name: "third", color: "#000000" }];
    expect(() => onnxBaselineOf({ name: "zoo", sha256: "", facts: single }, {}, dataset, { ...task, classes })).toThrow(
      /one channel, foreground against background, and there are 3 classes/,
    );
  });
});

test("the first search of a plan scores it; a plan without one says so", () => {
  const test = { kind: "test", from: [] } as const;
  expect(stageForBaseline([test, toySearch])).toBe(1);
  expect(() => stageForBaseline([test])).toThrow(/No stage of this plan scores ONNX files/);
});
