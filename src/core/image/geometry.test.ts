import { expect, test } from "vitest";
import { alongAxes, inRas, inUnits, isAlongAxes, movedTo, originNm, placeOf, RAS, type Geometry } from "./geometry.ts";

/** A stack of which x runs to the left, 2 mm a voxel. */
const turned: Geometry = {
  directions: [
    [0, 0, 3],
    [0, -1, 0],
    [2, 0, 0],
  ],
  origin: [10, 20, 30],
  unitNm: 1e6,
  space: "left-posterior-superior",
};

test("a part of a stack lies as far from it as its first voxel does", () => {
  expect(movedTo(turned, [1, 2, 5]).origin).toEqual([20, 18, 33]);
  expect(
    movedTo(
      {
        ...turned,
        directions: [
          [0, 1, 1],
          [0, -1, 1],
          [2, 0, 0],
        ],
      },
      [3, 1, 0],
    ).origin,
  ).toEqual([10, 22, 34]);
});

test("the space of NIfTI is that of others with axes turned; a space without names keeps its numbers", () => {
  expect(inRas(turned)).toEqual({
    directions: [
      [0, 0, 3],
      [0, 1, 0],
      [-2, 0, 0],
    ],
    origin: [-10, -20, 30],
    unitNm: 1e6,
    space: RAS,
  });
  const unnamed = alongAxes([3, 2, 1], [4, 5, 6], 1);
  expect(inRas(unnamed)).toBe(unnamed);
});

test("units are converted where they are known", () => {
  expect(inUnits(alongAxes([4, 2, 1], [8, 5, 6], 1e3), 1e6).origin).toEqual([0.008, 0.005, 0.006]);
  expect(inUnits(alongAxes([4, 2, 1], [8, 5, 6], null), 1).origin).toEqual([8, 5, 6]);
});

test("a voxel size that was entered by hand holds", () => {
  const place = placeOf({ geometry: turned, voxelSizeNm: [6e6, 1e6, 2e6] })!;
  expect(place.directions).toEqual([
    [0, 0, 6],
    [0, -1, 0],
    [2, 0, 0],
  ]);
  expect(placeOf({ geometry: turned, voxelSizeNm: [3e6, 1e6, 2e6] })!.directions).toEqual(turned.directions);
});

test("only stacks along the axes have a place for formats that know nothing else", () => {
  expect([isAlongAxes(turned), isAlongAxes(alongAxes([1, 1, 1], [0, 0, 0], 1))]).toEqual([false, true]);
  expect(originNm({ geometry: alongAxes([4, 2, 1], [8, 5, 6], 1e3), voxelSizeNm: [4e3, 2e3, 1e3] })).toEqual([
    8e3, 5e3, 6e3,
  ]);
  expect(originNm({ geometry: turned, voxelSizeNm: [3e6, 1e6, 2e6] })).toBeNull();
});
