import { expect, test } from "vitest";
import type { Stage } from "../core/stages/index.ts";
import { checkPlan } from "./checkPlan.ts";
import { usualSearch } from "./pipelines/usualSearch.ts";
import { pipelines, stagesOf } from "./pipelines/index.ts";
import { defaultRecipe } from "./recipes/index.ts";
import { presetOf } from "./spaces/index.ts";

const search = usualSearch({ space: presetOf("module-tree", "browser"), recipe: defaultRecipe, memoryCap: 1e9 });

test.each(pipelines.list.map((pipeline) => [pipeline.id, pipeline] as const))("the plan of %s holds", (_, pipeline) =>
  expect(() => checkPlan({ stages: stagesOf(pipeline, search, {}) })).not.toThrow(),
);

const retrain: Stage = { kind: "retrain", source: { bestOf: 0 }, times: 2 };

test.each<readonly [string, readonly Stage[], RegExp]>([
  ["an unknown strategy", [{ ...search, strategy: { id: "luck", options: {} } }], /^Stage 1: No strategy "luck"/],
  ["an unknown space", [{ ...search, space: { id: "nowhere", settings: {} } }], /^Stage 1: No .*space "nowhere"/],
  [
    "an unknown loss",
    [{ ...search, recipe: { ...search.recipe, loss: { id: "pain", options: {} } } }],
    /^Stage 1: No loss "pain"/,
  ],
  ["an unknown baseline", [{ ...search, baselines: [{ id: "vnot", options: {} }] }], /^Stage 1: No network "vnot"/],
  [
    "a stage without input",
    [search, { ...retrain, source: { bestOf: 5 } }],
    /Stage 2 \(retrain\) takes its input from/,
  ],
  ["trials by number", [search, { ...retrain, source: { trial: 3 } }], /^Stage 2 speaks of trials by their numbers/],
  [
    "a first stage that begins nothing",
    [{ kind: "retrain", source: { trial: 0 }, times: 1 }],
    /cannot begin with a stage/,
  ],
])("%s is refused", (_, stages, message) => expect(() => checkPlan({ stages })).toThrow(message));
