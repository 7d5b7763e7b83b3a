import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assembleDataset } from "./assemble.ts";
import { checkSplit, lengthOf, PARTS, proposeSplit } from "./dataset.ts";
import { applyMapping, classColor, countLabelValues, proposeMapping, UNLABELLED } from "./labelMap.ts";
import { automaticWindow, histogram, intensities } from "./volume.ts";

describe("splits", () => {
  test("proposed parts fit, do not overlap and keep the gap", () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 12, max: 64 }), fc.integer({ min: 24, max: 64 })),
        fc.integer({ min: 0, max: 3 }),
        (shape, gap) => {
          const split = proposeSplit(shape, gap);
          checkSplit(shape, split);
          expect(split.validation.from - split.train.to).toBe(gap);
          expect(split.test.from - split.validation.to).toBe(gap);
          expect(PARTS.reduce((sum, part) => sum + lengthOf(split[part]), 0)).toBe(
            (split.axis === "slices" ? shape[0] : shape[2]) - 2 * gap,
          );
        },
      ),
    );
  });

  test("overlaps and parts outside the stack are named", () => {
    const range = (from: number, to: number) => ({ from, to });
    const split = { axis: "slices" as const, train: range(0, 8), validation: range(6, 10), test: range(10, 10) };
    expect(() => checkSplit([10, 4, 4], split)).toThrow(/train part and the validation part share 2 slices/);
    expect(() => checkSplit([9, 4, 4], { ...split, validation: range(8, 10) })).toThrow(/within 0:9/);
  });
});

describe("labels", () => {
  const volume = (values: number[]) => ({
    shape: [1, 1, values.length] as const,
    data: Int32Array.from(values),
    voxelSizeNm: null,
  });

  test("any values become classes in ascending order, and back to the voxels they came from", () => {
    const labels = volume([255, 0, 32, 255, 0]);
    const mapping = proposeMapping(labels);
    expect(mapping.values.map(({ value, voxels, classIndex }) => [value, voxels, classIndex])).toEqual([
      [0, 2, 0],
      [32, 1, 1],
      [255, 2, 2],
    ]);
    expect([...applyMapping(labels, mapping).data]).toEqual([2, 0, 1, 2, 0]);
  });

  test("a value mapped to unlabelled is unlabelled", () => {
    const labels = volume([7, 9]);
    const mapping = proposeMapping(labels);
    const changed = {
      ...mapping,
      values: mapping.values.map((entry) => (entry.value === 9 ? { ...entry, classIndex: UNLABELLED } : entry)),
    };
    expect([...applyMapping(labels, changed).data]).toEqual([0, UNLABELLED]);
  });

  test("a grey image offered as labels is refused", () => {
    expect(() => countLabelValues(volume(Array.from({ length: 100 }, (_, index) => index)))).toThrow(
      /more than 64 different values/,
    );
  });

  test("colours are Okabe-Ito first and never repeat among the first 24", () => {
    const colors = Array.from({ length: 24 }, (_, index) => classColor(index));
    expect(colors.slice(0, 3)).toEqual(["none", "#0072B2", "#E69F00"]);
    expect(new Set(colors).size).toBe(24);
  });
});

describe("intensities", () => {
  const volume = { shape: [2, 2, 2] as const, data: Uint16Array.from([1, 2, 3, 4, 5, 6, 7, 8]), voxelSizeNm: null };

  test("of a whole stack and of some slices", () => {
    expect(intensities(volume)).toEqual({ min: 1, max: 8, mean: 4.5, deviation: Math.sqrt(5.25) });
    expect(intensities(volume, 1, 2).mean).toBe(6.5);
  });

  test("a histogram counts every voxel once, the window holds the bulk", () => {
    expect(histogram(volume, { min: 1, max: 8 }, 4).reduce((sum, count) => sum + count, 0)).toBe(8);
    const wide = {
      shape: [1, 100, 100] as const,
      data: Float32Array.from({ length: 10_000 }, (_, index) =>
        index === 0 ? -1e4 : index === 1 ? 1e4 : 100 + (index % 50),
      ),
      voxelSizeNm: null,
    };
    const [low, high] = automaticWindow(wide, intensities(wide));
    expect(low).toBeGreaterThan(50);
    expect(high).toBeLessThan(220);
  });
});

test("a dataset's id follows from its voxels, classes and split, not from its name", () => {
  const shape = [3, 1, 2] as const;
  const volume = { shape, data: Uint8Array.from([1, 2, 3, 4, 5, 6]), voxelSizeNm: null };
  const labels = {
    shape,
    data: Uint8Array.from([0, 1, 0, 1, 0, 1]),
    classes: [
      { name: "a", color: "none" },
      { name: "b", color: "#0072B2" },
    ],
  };
  const split = proposeSplit(shape);
  const { id } = assembleDataset("one", { volume }, labels, split);
  expect(assembleDataset("two", { volume }, labels, split).id).toBe(id);
  expect(
    assembleDataset("one", { volume: { ...volume, data: Uint8Array.from([1, 2, 3, 4, 5, 7]) } }, labels, split).id,
  ).not.toBe(id);
  expect(() => assembleDataset("one", { volume: { ...volume, shape: [1, 3, 2] } }, labels, split)).toThrow(
    /The sizes differ/,
  );
});
