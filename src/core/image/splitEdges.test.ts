import { describe, expect, test } from "vitest";
import { checkSplit, type Split } from "./dataset.ts";
import { hasTouchingParts, moveEdge, partOf, splitAlong, SPLIT_EDGES, withGap } from "./splitEdges.ts";

const split: Split = {
  axis: "slices",
  train: { from: 0, to: 34 },
  validation: { from: 36, to: 42 },
  test: { from: 44, to: 50 },
};

describe("the split bar", () => {
  test("keeps the gap when an edge is moved", () => {
    expect(moveEdge(split, 2, 50, "trainEnd", 30)).toMatchObject({
      train: { to: 30 },
      validation: { from: 32, to: 42 },
    });
    expect(moveEdge(split, 2, 50, "testStart", 46)).toMatchObject({
      validation: { from: 36, to: 44 },
      test: { from: 46, to: 50 },
    });
  });

  test.each(SPLIT_EDGES)("never makes an illegal split by moving %s", (edge) => {
    for (const to of [-10, 0, 20, 43, 50, 99])
      expect(() => checkSplit([50, 8, 8], moveEdge(split, 2, 50, edge, to))).not.toThrow();
  });

  test("takes a wider gap from the training part", () => {
    expect(withGap(split, 4, 50)).toEqual({
      axis: "slices",
      train: { from: 0, to: 30 },
      validation: { from: 34, to: 40 },
      test: { from: 44, to: 50 },
    });
    expect(withGap(split, 30, 50)).toBeNull();
  });

  test("offers columns for a single section, and blocks of slices only where there are enough", () => {
    expect(splitAlong([1, 64, 60], "columns", 0)?.train).toEqual({ from: 0, to: 40 });
    expect(splitAlong([1, 64, 60], "slices", 0)).toBeNull();
  });

  test("says which part a slice is in and whether parts touch", () => {
    expect([0, 34, 36, 49].map((z) => partOf(split, z))).toEqual(["Train", "Gap", "Validation", "Test"]);
    expect(hasTouchingParts(split)).toBe(false);
    expect(hasTouchingParts(withGap(split, 0, 50)!)).toBe(true);
  });
});
