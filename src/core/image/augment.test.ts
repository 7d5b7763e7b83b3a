import { expect, test } from "vitest";
import { createRandom, type Random } from "../random.ts";
import { NO_AFFINE, type Augmentation } from "./augment.ts";
import { drawTransform } from "./augment.ts";

const still: Augmentation = { flips: false, quarterTurns: false, intensity: 0, elastic: 0, affine: NO_AFFINE };

/** Gives the same share of every range. */
const constant = (share: number): Random => ({
  ...createRandom(0),
  float: () => 0,
  between: (low, high) => low + share * (high - low),
});

const affine = (change: Partial<Augmentation["affine"]>): Augmentation => ({
  ...still,
  affine: { probability: 1, rotation: 0, shift: 0, scale: 0, ...change },
});
const row = (values: Float32Array, index: number, width: number) => [
  ...values.subarray(index * width, (index + 1) * width),
];

const near = (values: readonly number[]) => values.map((value): unknown => expect.closeTo(value, 5));

test("a quarter turn by rotation moves every voxel to where a quarter turn has it", () => {
  const { rows, columns } = drawTransform([1, 5, 5], affine({ rotation: 90 }), constant(1));
  expect(row(rows, 0, 5)).toEqual(near([4, 3, 2, 1, 0]));
  expect(row(columns, 0, 5)).toEqual(near([0, 0, 0, 0, 0]));
  expect(rows[12]).toBe(2);
});

test("a shift moves all axes by a share of the patch, a scale spreads from the centre", () => {
  const shifted = drawTransform([10, 10, 10], affine({ shift: 0.2 }), constant(1));
  expect(row(shifted.columns, 0, 10)).toEqual([-2, -1, 0, 1, 2, 3, 4, 5, 6, 7]);
  expect([...shifted.slices]).toEqual([-2, -1, 0, 1, 2, 3, 4, 5, 6, 7]);
  const doubled = drawTransform([1, 9, 9], affine({ scale: 1 }), constant(1));
  expect(row(doubled.columns, 4, 9)).toEqual(Array.from({ length: 9 }, (_, at) => 2 + at / 2));
});

test("changes the stated share of patches and leaves the others alone", () => {
  const augmentation = { ...still, affine: { ...NO_AFFINE, probability: 0.8 } };
  const plain = drawTransform([1, 16, 16], still, createRandom(0));
  const random = createRandom("shares");
  const changed = Array.from({ length: 1000 }, () => drawTransform([1, 16, 16], augmentation, random)).filter(
    ({ rows }) => rows.some((value, at) => value !== plain.rows[at]),
  ).length;
  expect(changed / 1000).toBeGreaterThan(0.76);
  expect(changed / 1000).toBeLessThan(0.84);
});

test("contrast and brightness move by their own amounts where they are given, and else by one", () => {
  const drawn = (change: Partial<Augmentation>) => {
    const { contrast, brightness } = drawTransform([1, 4, 4], { ...still, ...change }, constant(1));
    return [contrast, brightness];
  };
  expect(drawn({ intensity: 0.1 })).toEqual([1.1, 0.1]);
  expect(drawn({ intensity: 0.1, contrast: 0.2, brightness: 0.6 })).toEqual([1.2, 0.6]);
  expect(drawn({ contrast: 0.2 })).toEqual([1.2, 0]);
});
