import { expect, test } from "vitest";
import { parseRecipe } from "../../core/space/recipeSchema.ts";
import { toySearch } from "../../testing/toyStudy.ts";
import { checkRecipe } from "../checkRecipe.ts";
import { losses } from "../losses/index.ts";
import { optimisers } from "../optimisers/index.ts";
import { pipelines, stagesOf } from "../pipelines/index.ts";
import { schedules } from "../schedules/index.ts";
import { recipes } from "./index.ts";

test.each(recipes.list.map(({ id }) => id))("recipe %s names what there is, and is read back as it was saved", (id) => {
  const { recipe } = recipes.get(id);
  expect(() => checkRecipe(recipe)).not.toThrow();
  expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
});

const { recipe: guay } = recipes.get("guay2019");

test("Guay 2019 weighs by class and boundary with a floor, and has the known staircase and means (spec 1.2, 1.5)", () => {
  const weights = losses.get(guay.loss.id).classWeights([6, 3, 1], guay.loss.options);
  expect(weights.map((weight) => Number(weight.toFixed(4)))).toEqual([0.1667, 0.3333, 1]);
  expect(guay.voxelWeights).toEqual({ edges: 25, floor: 0.01 });
  const { beta1, beta2, epsilon } = guay.optimiser.options;
  expect([Number(beta1).toFixed(6), Number(beta2).toFixed(6), epsilon]).toEqual(["0.968377", "0.992057", 1e-7]);
  const rate = (done: number) =>
    optimisers.get(guay.optimiser.id).learningRate(guay.optimiser.options) *
    schedules.get(guay.schedule.id).factor({ done, steps: 10_000 }, guay.schedule.options);
  expect([rate(2511), rate(2512), rate(5024)].map((value) => Number(value.toPrecision(6)))).toEqual([
    1e-3, 7.5e-4, 5.625e-4,
  ]);
});

test("the pipeline of that name trains by it, on the patches and for the steps that are planned", () => {
  const [search] = stagesOf(pipelines.get("two-stage"), toySearch, {});
  const { patch, batch, steps, evaluateEvery, patchSampling, pruners } = toySearch.recipe;
  expect(search).toMatchObject({ recipe: { ...guay, patch, batch, steps, evaluateEvery, patchSampling, pruners } });
});

test("a recipe can keep the best evaluation only by a metric of which more is better", () => {
  expect(() => checkRecipe({ ...guay, bestBy: "logDice" })).toThrow(
    /No metric to keep the best evaluation by "logDice"/,
  );
  expect(() => checkRecipe({ ...guay, bestBy: null })).not.toThrow();
});
