import { expect, test } from "vitest";
import { toyEvaluation } from "../../testing/toyStudy.ts";
import { parseWith } from "./recipeSchema.ts";
import { minimised, objectiveSchema } from "./objective.ts";

const { scores } = toyEvaluation(0.7, 10);

test("a score that is to grow is turned around, one that is to shrink is told as it is (spec 1.7)", () => {
  expect(minimised({ metric: "meanIou", goal: "maximise" }, scores)).toBeCloseTo(0.3, 12);
  expect(minimised({ metric: "logDice", goal: "minimise" }, scores)).toBeCloseTo(-Math.log(0.7), 12);
});

test("what was not measured has no value, which is not 0", () => {
  expect(minimised({ metric: "boundaryF", goal: "maximise" }, scores)).toBeNull();
});

test("an objective names a metric and one of two goals", () => {
  const objective = { metric: "meanIou", goal: "maximise" } as const;
  expect(parseWith(objectiveSchema, "The objective", objective)).toEqual(objective);
  expect(() => parseWith(objectiveSchema, "The objective", { ...objective, goal: "more" })).toThrow(/goal/);
});
