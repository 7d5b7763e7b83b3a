import fc from "fast-check";
import { expect, test } from "vitest";
import { contourSegments, sampleGrid, toneOf, valueOfTone } from "./contour.ts";

const bowl = sampleGrid(
  (x, y) => x * x + y * y,
  [
    [-2, 2],
    [-2, 2],
  ],
  81,
  81,
);

test("the grid reaches from corner to corner", () => {
  const grid = sampleGrid(
    (x, y) => x + 10 * y,
    [
      [0, 2],
      [0, 1],
    ],
    3,
    2,
  );
  expect([...grid.values]).toEqual([0, 1, 2, 10, 11, 12]);
  expect([grid.low, grid.high]).toEqual([0, 12]);
});

test("a line of equal value of a bowl is a circle", () => {
  const segments = contourSegments(bowl, 1);
  expect(segments.length).toBeGreaterThan(50);
  for (const [column, row] of segments) expect(Math.hypot(column / 20 - 2, row / 20 - 2)).toBeCloseTo(1, 2);
});

test("no line leaves the range of values", () => {
  expect(contourSegments(bowl, 9)).toEqual([]);
  expect(
    contourSegments(
      sampleGrid(
        () => 3,
        [
          [0, 1],
          [0, 1],
        ],
        5,
        5,
      ),
      3,
    ),
  ).toEqual([]);
});

test("tones go from 0 to 1, and back to their values", () => {
  expect([toneOf(bowl, bowl.low), toneOf(bowl, bowl.high)]).toEqual([0, 1]);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (tone) => {
      expect(toneOf(bowl, valueOfTone(bowl, tone))).toBeCloseTo(tone, 9);
    }),
  );
});
