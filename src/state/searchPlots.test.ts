import { expect, test } from "vitest";
import { scoredStudy as study } from "../testing/scoredStudy.ts";
import { bestSoFar, curveTable, frontOf, paretoPoints } from "./searchPlots.ts";

test("the staircase rises only where a candidate is better, and ends at the last one that ended", () => {
  expect(bestSoFar(study([0.4, null, 0.3, 0.6, 0.5])).steps).toEqual([
    { x: 1, y: 0.4 },
    { x: 4, y: 0.6 },
    { x: 5, y: 0.6 },
  ]);
});

test("a trial without a score lies on the axis", () => {
  expect(bestSoFar(study([null])).points.map(({ x, y }) => [x, y])).toEqual([[1, 0]]);
});

test("curves share one row per step", () => {
  expect(curveTable(study([0.4, 0.6]), "meanIou")).toEqual([{ step: 10, t0: 0.2, t1: 0.3 }]);
});

test("the front holds what nothing beats in both", () => {
  const front = frontOf(paretoPoints(study([0.4, 0.3, null, 0.6, 0.6]), "parameters"));
  expect(front.map(({ x, y }) => [x, y])).toEqual([
    [10, 0.4],
    [40, 0.6],
  ]);
});
