import { expect, test } from "vitest";
import { partRegions } from "../subjects.ts";
import { voxelCount, type Shape3 } from "../volume.ts";
import { joinSets, type DataSet } from "./joinSets.ts";
import { onlyTested, trainedOnFirst } from "./setParts.ts";

const range = (from: number, to: number) => ({ from, to });
const setOf = (name: string, shape: Shape3, change: Partial<DataSet> = {}): DataSet => ({
  name,
  joined: { volume: { shape, data: new Float32Array(voxelCount(shape)), voxelSizeNm: null } },
  labels: {
    shape,
    data: Uint8Array.from({ length: voxelCount(shape) }, (_, at) => at % 2),
    classes: ["background", "membrane"].map((label) => ({ name: label, color: "none" })),
  },
  split: { axis: "slices", train: range(2, 6), validation: range(6, 8), test: range(8, 10) },
  ...change,
});
const A = setOf("A", [10, 4, 4]);

test("the first slices of the training part, as many as are asked for and no more than there are", () => {
  expect(trainedOnFirst(A, 1)?.split).toEqual({ ...A.split, train: range(2, 3) });
  expect(trainedOnFirst(A, 4)?.split).toEqual(A.split);
  expect(trainedOnFirst(A, 5)).toBeNull();
});

test("of several subjects the first ones, and of a section none", () => {
  const subjects = [0, 3, 6].map((from) => ({ name: `${from}`, slices: range(from, from + 3), height: 4, width: 4 }));
  const split = { axis: "slices" as const, train: range(0, 6), validation: range(6, 9), test: range(9, 9) };
  const joined = { ...A.joined, subjects };
  expect(trainedOnFirst(setOf("S", [10, 4, 4], { joined, split }), 1)?.split.train).toEqual(range(0, 3));
  expect(trainedOnFirst(setOf("S", [10, 4, 4], { joined, split }), 3)).toBeNull();
  expect(trainedOnFirst(setOf("C", [1, 4, 12], { split: { ...split, axis: "columns" } }), 1)).toBeNull();
});

test("a set that is only tested is in no other part", () => {
  const { volume, subjects, split } = joinSets([A, onlyTested(setOf("B", [10, 6, 6]))], null);
  const setsIn = (part: "train" | "validation" | "test") =>
    partRegions({ shape: volume.shape, subjects }, split, part).map(({ set }) => set);
  expect([setsIn("train"), setsIn("validation"), setsIn("test")]).toEqual([["A"], ["A"], ["A", "B"]]);
});
