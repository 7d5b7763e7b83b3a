import { expect, test } from "vitest";
import type { Region, Split } from "./dataset.ts";
import { UNLABELLED } from "./labelMap.ts";
import { fitOf, fittedSource, imagesIn, imagesOf, withoutPadding } from "./wholeImage.ts";

const range = (from: number, to: number) => ({ from, to });
const slices: Split = { axis: "slices", train: range(0, 3), validation: range(4, 5), test: range(5, 6) };

test("voxels become as long in all directions and as large as they fit; the rest is padding on both sides", () => {
  expect(fitOf([10, 64, 64], [32, 32, 32], [40, 10, 10])).toEqual({ start: [6, 0, 0], extents: [20, 32, 32] });
  expect(fitOf([10, 64, 64], [32, 32, 32], null)).toEqual({ start: [13, 0, 0], extents: [5, 32, 32] });
});

test("of a slice only the plane is fitted, whatever the distance of slices", () => {
  expect(fitOf([1, 50, 100], [1, 64, 64], [40, 5, 5])).toEqual({ start: [0, 16, 0], extents: [1, 32, 64] });
});

test("an image of the very size fills it", () => {
  expect(fitOf([8, 16, 16], [8, 16, 16], null)).toEqual({ start: [0, 0, 0], extents: [8, 16, 16] });
});

test("images are subjects, or what lies between the edges of the split, gaps by themselves", () => {
  const depths = (stack: Parameters<typeof imagesOf>[0]) => imagesOf(stack).map(({ z }) => [z.from, z.to]);
  expect(depths({ shape: [6, 4, 4] })).toEqual([[0, 6]]);
  expect(depths({ shape: [6, 4, 4], split: slices })).toEqual([
    [0, 3],
    [3, 4],
    [4, 5],
    [5, 6],
  ]);
  const subjects = [
    { name: "a", slices: range(0, 2), height: 3, width: 4 },
    { name: "b", slices: range(2, 6), height: 4, width: 2 },
  ];
  expect(imagesOf({ shape: [6, 4, 4], subjects, split: slices })).toEqual([
    { z: range(0, 2), y: range(0, 3), x: range(0, 4) },
    { z: range(2, 6), y: range(0, 4), x: range(0, 2) },
  ]);
});

test("for a size of depth 1 every slice is an image", () => {
  const region: Region = { z: range(2, 4), y: range(0, 4), x: range(0, 4) };
  expect(imagesIn([region], [1, 8, 8]).map(({ z }) => z)).toEqual([range(2, 3), range(3, 4)]);
  expect(imagesIn([region], [8, 8, 8])).toEqual([region]);
});

/** Two slices of 2 × 4: the left half 1, the right half 3, labelled by halves; the second slice has twice the values. */
const source = {
  shape: [2, 2, 4] as const,
  image: Float32Array.from([1, 1, 3, 3, 1, 1, 3, 3, 2, 2, 6, 6, 2, 2, 6, 6]),
  labels: Uint8Array.from([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]),
  weights: new Float32Array(16).fill(5),
  regions: [{ z: range(0, 2), y: range(0, 2), x: range(0, 4) }],
};

test("slices lie on the grid one after the other; the padding is 0 and unlabelled", () => {
  const fitted = fittedSource(source, [1, 2, 2]);
  expect(fitted.shape).toEqual([2, 2, 2]);
  expect(fitted.regions.map(({ z }) => z)).toEqual([range(0, 1), range(1, 2)]);
  expect([...fitted.image]).toEqual([1, 3, 0, 0, 2, 6, 0, 0]);
  expect([...fitted.labels]).toEqual([0, 1, UNLABELLED, UNLABELLED, 0, 1, UNLABELLED, UNLABELLED]);
  expect([...fitted.weights!]).toEqual([5, 5, 0, 0, 5, 5, 0, 0]);
});

test("a volume is one image: slices between others are linear in grey, and no new labels", () => {
  const fitted = fittedSource(source, [4, 4, 8]);
  expect(fitted.regions).toEqual([{ z: range(0, 4), y: range(0, 4), x: range(0, 8) }]);
  const column = [0, 1, 2, 3].map((z) => fitted.image[z * 32]);
  expect(column).toEqual([1, 1.25, 1.75, 2]);
  expect([...new Set(fitted.labels)]).toEqual([0, 1]);
});

test("what lies on the grid comes back without its padding", () => {
  const { image } = fittedSource(source, [1, 2, 2]);
  const fit = fitOf([1, 2, 4], [1, 2, 2], null);
  expect([...withoutPadding(image.subarray(0, 4), fit, [1, 2, 2], 1)]).toEqual([1, 3]);
});
