import { expect, test } from "vitest";
import { asForeground, mayBeNumbered } from "./foreground.ts";
import type { DecodedFile } from "./format.ts";
import { readLabels } from "./readLabels.ts";

const decoded = (values: readonly number[]): DecodedFile => ({
  volume: { shape: [1, 1, values.length], data: Float64Array.from(values), voxelSizeNm: null },
  description: "",
  isColor: false,
  isLossy: false,
  warnings: [],
  maskClasses: [{ value: 3, name: "cell", color: "#ff0000" }],
});

test("objects of any number become one class; what nobody annotated stays apart", () => {
  const objects = Array.from({ length: 300 }, (_, id) => id);
  const { mapping } = readLabels(asForeground(decoded(objects), [299]), { unlabelled: [299] });
  expect(mapping.values.map(({ value, voxels }) => [value, voxels])).toEqual([
    [0, 1],
    [1, 298],
    [299, 1],
  ]);
  expect(mapping.classes.map(({ name }) => name)).toEqual(["background", "class 1"]);
});

test("what can be no object is left for others to refuse", () => {
  expect([...asForeground(decoded([0, 0.3, -1, NaN, 7])).volume.data]).toEqual([0, 0.3, -1, NaN, 1]);
});

test("numbers of objects are whole, not below 0, and more than there could be classes", () => {
  const numbers = Array.from({ length: 65 }, (_, id) => id);
  const isNumbered = (values: readonly number[]) => mayBeNumbered(decoded(values).volume);
  expect(isNumbered(numbers)).toBe(true);
  expect(isNumbered(numbers.slice(1))).toBe(false);
  for (const other of [-1, 0.5, NaN, Infinity]) expect(isNumbered([...numbers, other])).toBe(false);
});
