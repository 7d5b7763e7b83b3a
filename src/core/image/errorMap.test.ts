import { describe, expect, test } from "vitest";
import { differenceMap, errorMap } from "./errorMap.ts";

const truth = Uint8Array.of(0, 1, 1, 2, 2, 255);
const prediction = Uint8Array.of(1, 1, 0, 1, 2, 1);

describe("an error map", () => {
  test("of one class tells right, extra and missed voxels apart", () => {
    expect(errorMap(truth, prediction, 1)).toEqual({
      outcomes: Uint8Array.of(2, 1, 3, 2, 0, 0),
      hits: 1,
      extra: 2,
      missed: 1,
    });
  });

  test("of all classes counts a wrong class as extra and background as missed", () => {
    expect(errorMap(truth, prediction, null)).toEqual({
      outcomes: Uint8Array.of(2, 1, 3, 2, 1, 0),
      hits: 2,
      extra: 2,
      missed: 1,
    });
  });
});

test("a difference map says which of two predictions has the class", () => {
  const second = Uint8Array.of(1, 0, 1, 1, 1, 1);
  expect(differenceMap(prediction, second, 1)).toEqual({
    outcomes: Uint8Array.of(0, 1, 2, 0, 2, 0),
    onlyFirst: 1,
    onlySecond: 2,
  });
  expect(differenceMap(prediction, second, null).onlyFirst).toBe(3);
});
