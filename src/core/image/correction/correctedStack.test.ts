import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AnySplit } from "../dataset.ts";
import { UNLABELLED } from "../labelMap.ts";
import type { Shape3 } from "../volume.ts";
import { checkCorrectable, nextSlices, withCorrections, type CorrectedSlices } from "./correctedStack.ts";
import { classBalance } from "./correction.ts";

const SHAPE: Shape3 = [8, 12, 12];
const AREA = 144;
const SPLIT: AnySplit = {
  axis: "slices",
  train: { from: 0, to: 2 },
  validation: { from: 5, to: 6 },
  test: { from: 6, to: 8 },
};
const drawn = (seed: number, length: number) =>
  Uint8Array.from({ length }, (_, at) => (Math.floor(at / 24) + seed) % 3);
const STACK = { shape: SHAPE, subjects: undefined, labels: drawn(0, 8 * AREA), split: SPLIT };
const round = (from: number, to: number, seed = 1): CorrectedSlices => ({
  slices: { from, to },
  mode: "both",
  raw: drawn(seed + 1, (to - from) * AREA),
  corrected: drawn(seed, (to - from) * AREA),
});

describe("a stack with corrected slices", () => {
  test("is trained on them beside what it was trained on, and scored on what it was scored on", () => {
    const { labels, split } = withCorrections(STACK, [round(2, 4)], 100);
    expect(split).toEqual({
      axis: "slices",
      train: [{ from: 0, to: 4 }],
      validation: [{ from: 5, to: 6 }],
      test: [{ from: 6, to: 8 }],
    });
    expect(labels.subarray(2 * AREA, 4 * AREA)).toEqual(round(2, 4).corrected);
    expect(labels.subarray(0, 2 * AREA)).toEqual(STACK.labels.subarray(0, 2 * AREA));
    expect(labels.subarray(4 * AREA)).toEqual(STACK.labels.subarray(4 * AREA));
    expect(withCorrections(STACK, [round(3, 4)], 0).split.train).toEqual([
      { from: 0, to: 2 },
      { from: 3, to: 4 },
    ]);
  });

  test("has the later of two corrections of a slice, and its own label where nobody looked", () => {
    const looked = {
      ...round(2, 3, 2),
      corrected: round(2, 3, 2).corrected.map((label, at) => (at < 70 ? UNLABELLED : label)),
    };
    const { labels } = withCorrections(STACK, [round(2, 4), looked], 100);
    expect(labels.subarray(2 * AREA, 2 * AREA + 70)).toEqual(round(2, 4).corrected.subarray(0, 70));
    expect(labels.subarray(2 * AREA + 70, 3 * AREA)).toEqual(looked.corrected.subarray(70));
  });

  test("split by columns takes corrections of the columns it is trained on, and no others", () => {
    const split: AnySplit = {
      axis: "columns",
      train: { from: 0, to: 6 },
      validation: { from: 6, to: 9 },
      test: { from: 9, to: 12 },
    };
    const { labels, split: grown } = withCorrections({ ...STACK, split }, [round(2, 3)], 100);
    expect(grown.train).toEqual([{ from: 0, to: 6 }]);
    for (let at = 0; at < AREA; at++)
      expect(labels[2 * AREA + at]).toBe((at % 12 < 6 ? round(2, 3).corrected : STACK.labels.subarray(2 * AREA))[at]);
  });

  test("weighs classes over the corrected training part with a scale of 0, and no voxel less with more", () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(5), fc.double({ min: 0, max: 200, noNaN: true }), (one, other, scale) => {
        const corrections = [round(2, 4, one), round(1, 2, other)];
        const plain = withCorrections(STACK, corrections, 0);
        const balance = classBalance([plain.labels.subarray(0, 4 * AREA)]);
        for (let at = 0; at < 4 * AREA; at++)
          expect(plain.voxelWeights[at]).toBeCloseTo(Math.max(0.08, balance.get(plain.labels[at]!)!), 6);
        const scaled = withCorrections(STACK, corrections, scale).voxelWeights;
        expect(scaled.every((weight, at) => weight >= plain.voxelWeights[at]!)).toBe(true);
      }),
    );
  });
});

describe("slices that may be corrected", () => {
  const stack = { shape: SHAPE, subjects: undefined };

  test("are those of the training part and those of no part", () => {
    for (const slices of [
      { from: 0, to: 5 },
      { from: 2, to: 3 },
    ])
      checkCorrectable(stack, SPLIT, slices);
    expect(() => checkCorrectable(stack, SPLIT, { from: 4, to: 6 })).toThrow(
      /4:6 reach into the validation part \(5:6\)/,
    );
    expect(() => checkCorrectable(stack, SPLIT, { from: 7, to: 8 })).toThrow(/the test part/);
    for (const slices of [
      { from: 3, to: 3 },
      { from: 7, to: 9 },
    ])
      expect(() => checkCorrectable(stack, { ...SPLIT, axis: "columns" }, slices)).toThrow(/some of 0:8/);
  });

  test("of several subjects are of those that are trained on", () => {
    const subjects = [0, 2, 4].map((from) => ({
      name: String(from),
      slices: { from, to: from + 2 },
      height: 12,
      width: 12,
    }));
    checkCorrectable({ shape: SHAPE, subjects }, SPLIT, { from: 1, to: 2 });
    expect(() => checkCorrectable({ shape: SHAPE, subjects }, SPLIT, { from: 2, to: 3 })).toThrow(
      /not of the training part/,
    );
  });
});

describe("the slices to correct next", () => {
  const stack = { shape: SHAPE, subjects: undefined };
  const wish = { split: SPLIT, labelled: [1, 0.2, 0, 0, 0, 0, 0, 0], before: [], count: 2 };

  test("are those in a row that are known least, outside of where scores are measured", () => {
    expect(nextSlices(stack, wish)).toEqual({ from: 2, to: 4 });
    expect(nextSlices(stack, { ...wish, count: 1, before: [{ from: 2, to: 3 }] })).toEqual({ from: 3, to: 4 });
    expect(nextSlices(stack, { ...wish, count: 1, before: [{ from: 2, to: 5 }] })).toEqual({ from: 1, to: 2 });
  });

  test("leave those alone that keep training and scores apart, while others can be known better", () => {
    expect(nextSlices(stack, { ...wish, before: [{ from: 2, to: 4 }] })).toEqual({ from: 0, to: 2 });
    const apart = [{ from: 0, to: 4 }];
    expect(nextSlices(stack, { ...wish, count: 1, before: apart })).toEqual({ from: 0, to: 1 });
  });

  test("count by their labels where the split goes through all of them", () => {
    const split: AnySplit = { ...SPLIT, axis: "columns" };
    expect(nextSlices(stack, { ...wish, split })).toEqual({ from: 2, to: 4 });
    const before = [{ from: 2, to: 8 }];
    expect(nextSlices(stack, { ...wish, split, before })).toEqual({ from: 0, to: 2 });
  });

  test("are fewer where no more may be corrected, and none where all are measured on", () => {
    const split: AnySplit = {
      ...SPLIT,
      train: { from: 0, to: 1 },
      validation: { from: 1, to: 6 },
      test: { from: 6, to: 8 },
    };
    expect(nextSlices(stack, { ...wish, split, count: 3 })).toEqual({ from: 0, to: 1 });
    const whole: AnySplit = {
      ...SPLIT,
      train: { from: 0, to: 0 },
      validation: { from: 0, to: 6 },
      test: { from: 6, to: 8 },
    };
    expect(() => nextSlices(stack, { ...wish, split: whole })).toThrow(/No slice may be corrected/);
  });
});
