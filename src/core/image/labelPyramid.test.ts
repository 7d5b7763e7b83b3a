import { expect, test } from "vitest";
import { labelPyramid } from "./labelPyramid.ts";

test("a voxel takes what most of its parts are, never what lies between", () => {
  const finest = { shape: [1, 3, 4] as const, data: Uint8Array.of(9, 9, 0, 4, 9, 0, 4, 4, 1, 1, 2, 3) };
  const [, coarse] = labelPyramid(finest, [1, 1, 1], 3);
  expect(coarse).toEqual({ shape: [1, 2, 2], data: Uint8Array.of(9, 4, 1, 2), factors: [1, 2, 2] });
});

test("thick slices wait until their voxels are cubes", () => {
  const finest = { shape: [8, 64, 64] as const, data: new Int16Array(8 * 64 * 64).fill(-3) };
  const levels = labelPyramid(finest, [16, 4, 4], 4);
  expect(levels.map(({ shape }) => shape)).toEqual([
    [8, 64, 64],
    [8, 32, 32],
    [8, 16, 16],
    [4, 8, 8],
    [2, 4, 4],
  ]);
  expect(levels.at(-1)!.data).toEqual(new Int16Array(2 * 4 * 4).fill(-3));
});

test("a mask that is small enough has one resolution", () => {
  expect(labelPyramid({ shape: [1, 4, 4], data: new Uint8Array(16) }, [1, 1, 1], 256)).toHaveLength(1);
});
