import { expect, test } from "vitest";
import type { Shape3 } from "../volume.ts";
import { objectsOfClasses, type ClassObjectRules, type ClassStack } from "./classObjects.ts";

const SHAPE: Shape3 = [1, 5, 9];
/** Class 1: a ring of 8 around a voxel of class 2, and a row of three; class 2 besides: two rows that touch at a waist of one voxel. */
const ROWS = ["111000000", "121000222", "111000000", "000000000", "111022222"];

const stackOf = (rows: readonly string[], more: Partial<ClassStack> = {}): ClassStack => ({
  shape: SHAPE,
  labels: Uint8Array.from(rows.join(""), Number),
  voxelSizeNm: [40, 10, 5],
  image: null,
  boundary: null,
  ...more,
});
const rules = (more: Partial<ClassObjectRules> = {}): ClassObjectRules => ({
  classes: [1],
  parting: { by: "nothing", neighbours: "faces" },
  minimum: 1,
  fillHoles: false,
  sliceBySlice: false,
  ...more,
});
const facts = (stack: ClassStack, more: Partial<ClassObjectRules> = {}) =>
  objectsOfClasses(stack, rules(more)).measured.map(({ label, voxels }) => [label, voxels]);

test("objects are of the classes that are asked for, and carry their indices", () => {
  expect(facts(stackOf(ROWS))).toEqual([
    [1, 8],
    [1, 3],
  ]);
  expect(facts(stackOf(ROWS), { classes: [1, 2], minimum: 2 })).toEqual([
    [1, 8],
    [2, 3],
    [1, 3],
    [2, 5],
  ]);
  expect(facts(stackOf(ROWS), { fillHoles: true, minimum: 4 })).toEqual([[1, 9]]);
  // Class 0 can be one of objects too.
  expect(facts(stackOf(ROWS), { classes: [0] })).toEqual([[0, 45 - 8 - 1 - 3 - 3 - 5]]);
});

test("sizes are in nanometres where the voxels are known, and grey values are those of the image", () => {
  const image = Uint8Array.from({ length: 45 }, (_, index) => index);
  const { measured, dimensions, unit } = objectsOfClasses(stackOf(ROWS, { image }), rules({ minimum: 4 }));
  expect({ dimensions, unit }).toEqual({ dimensions: 2, unit: "nm" });
  expect(measured[0]).toMatchObject({ size: 8 * 50, meanGrey: 10, from: [0, 0, 0], to: [1, 3, 3] });
  expect(objectsOfClasses(stackOf(ROWS, { voxelSizeNm: null }), rules()).unit).toBe("px");
});

test("a class of boundaries parts objects and belongs to them", () => {
  const rows = ["000000000", "033333330", "031131130", "033333330", "000000000"];
  const parting = { by: "boundaryClass", boundary: { index: 3, parts: "slices" } } as const;
  const found = objectsOfClasses(stackOf(rows), rules({ parting }));
  expect(found.dimensions).toBe(2);
  // Of equally near insides the first takes the column between.
  expect(found.measured.map(({ label, voxels }) => [label, voxels])).toEqual([
    [1, 12],
    [1, 9],
  ]);
  expect(facts(stackOf(rows), { parting, minimum: 10 })).toEqual([[1, 12]]);
  expect(facts(stackOf(rows), { parting, classes: [2] })).toEqual([]);
});

test("a probability parts what one class holds together", () => {
  const boundary = Float32Array.from({ length: 45 }, (_, index) => (index === 36 + 6 ? 0.9 : 0.1));
  const parting = { by: "boundary", classIndex: 0, threshold: 0.5 } as const;
  const found = facts(stackOf(ROWS, { boundary }), { classes: [2], parting, minimum: 2 });
  // The voxel between joins the one that finds it first.
  expect(found.map(([, voxels]) => voxels).toSorted()).toEqual([2, 3, 3]);
});
