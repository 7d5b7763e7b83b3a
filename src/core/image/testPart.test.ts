import { expect, test } from "vitest";
import { UNLABELLED } from "./labelMap.ts";
import { covered, testColumns } from "./testPart.ts";

const slices = {
  axis: "slices",
  train: { from: 0, to: 4 },
  validation: { from: 4, to: 5 },
  test: { from: 5, to: 6 },
} as const;

test("of a split by slices, all of a test slice is held back and nothing of another", () => {
  const stack = { shape: [6, 2, 3], split: slices } as const;
  expect(testColumns(stack, 5)).toEqual({ from: 0, to: 3 });
  expect(testColumns(stack, 4)).toBeNull();
});

test("of a split by columns, the same columns of every slice are held back", () => {
  const split = { ...slices, axis: "columns" } as const;
  expect(testColumns({ shape: [2, 2, 6], split }, 0)).toEqual({ from: 5, to: 6 });
  expect(testColumns({ shape: [2, 2, 6], split: { ...split, test: { from: 6, to: 6 } } }, 0)).toBeNull();
});

test("covered columns say nothing, and the labels that were given stay as they are", () => {
  const labels = Uint8Array.of(1, 2, 3, 4, 5, 6);
  expect([...covered(labels, 3, { from: 1, to: 2 })]).toEqual([1, UNLABELLED, 3, 4, UNLABELLED, 6]);
  expect([...labels]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(covered(labels, 3, null)).toBe(labels);
});
