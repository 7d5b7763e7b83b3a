import { describe, expect, test } from "vitest";
import { checkedValues, initialValues } from "../../core/options.ts";
import { epochsOf } from "../../core/study/sharedSearch.ts";
import { checkStages } from "../../core/stages/edits.ts";
import { toySearch } from "../../testing/toyStudy.ts";
import { pipelines } from "./index.ts";

describe.each(pipelines.list.map(({ id }) => id))("pipeline %s", (id) => {
  const pipeline = pipelines.get(id);

  test("makes stages that fit together, and ends with a test", () => {
    const stages = pipeline.stages(toySearch, initialValues(pipeline.options));
    expect(() => checkStages(stages)).not.toThrow();
    expect(stages.at(-1)).toMatchObject({ kind: "test" });
  });
});

test("AutoSegNet trains the best on half of the data where asked to, by the recipe of the stage beside it", () => {
  const pipeline = pipelines.get("autosegnet");
  const [, whole, half] = pipeline.stages(toySearch, checkedValues("autosegnet", pipeline.options, { halfData: true }));
  if (whole?.kind !== "retrain" || half?.kind !== "retrain") throw new Error("two retrainings expected");
  expect(half).toEqual({
    kind: "retrain",
    source: { bestOf: 0 },
    times: 3,
    recipe: { ...whole.recipe, trainingShare: 0.5 },
  });
});

test("AutoSegNet takes space, patch and batch from the plan, and trains larger patches in a stage of their own where asked to", () => {
  const pipeline = pipelines.get("autosegnet");
  const [shared, retrain, transfer, last] = pipeline.stages(
    toySearch,
    checkedValues("autosegnet", pipeline.options, { epochs: 12, stepsPerEpoch: 5, largePatch: 128 }),
  );
  expect(shared).toMatchObject({
    kind: "supernet",
    space: toySearch.space,
    recipe: { patch: toySearch.recipe.patch, batch: toySearch.recipe.batch, steps: 60 },
  });
  expect(shared?.kind === "supernet" && epochsOf(shared.recipe)).toBe(12);
  expect(retrain).toMatchObject({ kind: "retrain", source: { bestOf: 0 }, controls: 5 });
  expect(transfer).toMatchObject({ kind: "retrain", recipe: { patch: [1, 128, 128], batch: 1 } });
  expect(last).toEqual({ kind: "test", from: [1, 2] });
});
