import { expect, test } from "vitest";
import { boxViews } from "../boxViews.ts";
import { boxOf } from "./box.ts";

const axis = (low: number, high: number, isFloored = false) => ({ name: "x", label: "x", low, high, isFloored });
const boxWith = (...axes: ReturnType<typeof axis>[]) =>
  boxOf({ id: "box", views: boxViews(axes), illegality: () => null });

test("axes of one value are left out, and come back in the genotype", () => {
  const box = boxWith(axis(3, 4, true), axis(-1, 1), axis(5, 5), axis(0, 3, true));
  expect(box.dimensions).toBe(2);
  expect(box.genotype(box.fromCube([0.5, 1]))).toEqual([3.5, 0, 5, 3]);
  expect(box.point([3.5, 0.25, 5, 2])).toEqual([0.25, 2]);
  expect(box.unit([3.5, 0, 5, 1.5])).toEqual([0.5, 0.5]);
  expect(box.clip([-7, 7])).toEqual([-1, 3]);
});

test("a box of one point is refused", () => {
  expect(() => boxWith(axis(2, 2), axis(0, 1, true))).toThrow(/holds one value; widen one/);
});
