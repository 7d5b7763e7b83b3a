import fc from "fast-check";
import { expect, test } from "vitest";
import { comparedPart, type ComparedRegion } from "./comparePart.ts";
import { blockCounts } from "./scoreBlocks.ts";
import type { Shape3 } from "./volume.ts";

const CLASSES = 3;

const regionOf = (shape: Shape3, valueAt: (index: number) => number): ComparedRegion => {
  const voxels = shape[0] * shape[1] * shape[2];
  return {
    ...{ shape, classes: CLASSES },
    truth: Uint8Array.from({ length: voxels }, (_, index) => valueAt(index)),
    prediction: Uint8Array.from({ length: voxels }, (_, index) => (index * 7) % CLASSES),
  };
};
const extent = fc.integer({ min: 1, max: 40 });
const anyShape = fc.tuple(fc.integer({ min: 1, max: 5 }), extent, extent);

test("blocks add up to the counts of their part, whatever its boxes", () => {
  fc.assert(
    fc.property(fc.array(anyShape, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 9 }), (shapes, step) => {
      const part = comparedPart(
        shapes.map((shape) => regionOf(shape, (index) => [0, 1, 2, 255][(index * step) % 4]!)),
        CLASSES,
      );
      const sums = new Float64Array(CLASSES * CLASSES);
      for (const counts of blockCounts(part)) counts.forEach((count, cell) => (sums[cell]! += count));
      expect(sums).toEqual(part.confusion.counts);
    }),
  );
});

test("a block takes all slices; many boxes are a block each", () => {
  const sizes = (shapes: readonly Shape3[]) =>
    blockCounts(
      comparedPart(
        shapes.map((shape) => regionOf(shape, () => 1)),
        CLASSES,
      ),
    ).map((counts) => counts.reduce((sum, count) => sum + count));
  expect(sizes([[3, 128, 256]])).toEqual(Array(32).fill(3 * 32 * 32));
  expect(sizes([[32, 32, 32]])).toEqual(Array(8).fill(16 ** 3));
  expect(sizes([[4, 8, 8]])).toEqual([256]);
  expect(sizes(Array.from({ length: 40 }, () => [2, 32, 32]))).toEqual(Array(40).fill(2048));
});

test("blocks without a label are left out", () => {
  const half = regionOf([1, 32, 64], (index) => (index % 64 < 32 ? 1 : 255));
  expect(blockCounts(comparedPart([half], CLASSES))).toHaveLength(4);
});
