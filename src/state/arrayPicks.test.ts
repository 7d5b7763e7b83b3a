import { describe, expect, test } from "vitest";
import type { StoredArray } from "../core/image/format.ts";
import { defaultPicks, pickedBytes, withRole } from "./arrayPicks.ts";

const array = (name: string, change: Partial<StoredArray> = {}): StoredArray => ({
  name,
  shape: [4, 8, 8],
  axes: "zyx",
  dtype: "uint8",
  voxelSizeNm: null,
  description: "",
  warnings: [],
  ...change,
});

describe("what is proposed of a file", () => {
  test("is the first largest image, and labels of its size that are named so", () => {
    const picks = defaultPicks([
      array("small", { shape: [1, 8, 8] }),
      array("raw"),
      array("raw_f32", { dtype: "float32" }),
      array("labels/cells"),
    ]);
    expect([picks.image?.index, picks.labels?.index]).toEqual([1, 3]);
  });

  test("is of complex numbers only where there are no others", () => {
    const wave = array("wave", { shape: [9, 8, 8], dtype: "complex64" });
    expect(defaultPicks([wave, array("raw")]).image?.index).toBe(1);
    expect(defaultPicks([wave]).image).toEqual({ index: 0, choice: { complex: "magnitude" } });
  });

  test("is the finest level of a pyramid, and nothing that cannot be read", () => {
    const picks = defaultPicks([
      array("1", { level: 1, shape: [4, 4, 4] }),
      array("0", { level: 0 }),
      array("label", { refusal: "It is compressed with LZF." }),
    ]);
    expect([picks.image?.index, picks.labels]).toEqual([1, null]);
  });

  test("is a part of a stack that is larger than memory should hold", () => {
    const arrays = [array("", { shape: [512, 2048, 2048] })];
    const picks = defaultPicks(arrays);
    expect(picks.image?.choice.region?.z).toEqual({ from: 224, to: 288 });
    expect(pickedBytes(arrays, picks)).toBe(2 ** 28);
  });
});

test("an array has one role, and a role one array", () => {
  const arrays = [array("a"), array("b")];
  const swapped = withRole(defaultPicks(arrays), arrays, { index: 0, role: "labels" });
  expect([swapped.image, swapped.labels?.index]).toEqual([null, 0]);
  expect(withRole(swapped, arrays, { index: 1, role: "labels" }).labels?.index).toBe(1);
  expect(withRole(swapped, arrays, { index: 0, role: null })).toEqual({ image: null, labels: null });
});
