import { expect, test } from "vitest";
import { toySearch, toySpec } from "../../testing/toyStudy.ts";
import { parsePlan, planOf, planText } from "./plan.ts";

const spec = toySpec();

test("a study's plan comes back from its text", () => {
  const plan = planOf(spec);
  expect(parsePlan(JSON.parse(planText(plan)))).toEqual(plan);
  expect(plan).toEqual({ version: spec.version, name: spec.name, seed: spec.seed, stages: spec.stages });
});

test("stages that speak of a study's trials are left out of its plan", () => {
  const stages = [toySearch, { kind: "retrain", source: { trial: 3 }, times: 2 } as const];
  expect(planOf({ ...spec, stages }).stages).toEqual([toySearch]);
});

test("baselines of ONNX files are left out of it: their files lie with the study", () => {
  const zoo = { name: "zoo", sha256: "0".repeat(64), normalisation: "own", scale: { mean: 0, deviation: 1 } } as const;
  const stages = [{ ...toySearch, onnxBaselines: [zoo] }];
  expect(planOf({ ...spec, stages }).stages).toEqual([toySearch]);
});

test.each([
  ["a recipe", toySearch.recipe, /^This is no plan: it has no "stages"\. It looks like a recipe; .*--recipe/],
  ["a space", { space: "module-tree", settings: {} }, /It looks like a search space; .*--space/],
  ["one stage", toySearch, /It looks like one stage/],
  ["a list", [toySearch], /^This is no plan: it has no "stages"\. A plan is written by Save plan/],
  ["nothing", null, /^This is no plan/],
  ["another version", { ...planOf(spec), version: 99 }, /^This plan is of version 99, .*Update Cristae/],
  ["an older version", { ...planOf(spec), version: 2 }, /^This plan is of version 2, .*save the plan anew/],
  ["a wrong field", { ...planOf(spec), seed: "one" }, /^The plan does not fit: seed: /],
  ["a field that is none", { ...planOf(spec), steps: 3 }, /^The plan does not fit: the whole: /],
])("%s is told from a plan", (_, json, message) => expect(() => parsePlan(json)).toThrow(message));
