import { expect, test } from "vitest";
import { scoredStudy as study } from "../testing/scoredStudy.ts";
import { toySpec } from "../testing/toyStudy.ts";
import { bestSoFar, curveOf, curveTable, frontOf, paretoPoints, quantitiesOf } from "./searchPlots.ts";

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
  expect(curveTable(study([0.4, 0.6]), quantitiesOf(toySpec())[0])).toEqual([{ step: 10, t0: 0.2, t1: 0.3 }]);
});

test("curves can be of the shown metrics, the loss, and the score of every class", () => {
  const [trial] = study([0.4]).trials;
  const quantities = quantitiesOf(toySpec());
  expect(quantities.map(({ label }) => label)).toEqual([
    ...["Validation mean IoU", "Validation mean Dice", "Training loss", "IoU of background", "IoU of cell"],
  ]);
  expect(quantities.map((quantity) => curveOf(trial!, quantity)[0]?.value)).toEqual([0.2, 0.2, 1, 0.2, 0.2]);
});

test("the front holds what nothing beats in both", () => {
  const front = frontOf(paretoPoints(study([0.4, 0.3, null, 0.6, 0.6]), "parameters"));
  expect(front.map(({ x, y }) => [x, y])).toEqual([
    [10, 0.4],
    [40, 0.6],
  ]);
});
