import type { Choice } from "../options.ts";
import type { Recipe } from "./recipe.ts";

/** Restarts after 10 and 30 of so many parts of a training (spec 3.6), so that the last step has the lowest rate. */
const PERIODS = 30;

/** The schedule of warm restarts laid out over a training's steps. */
export const restartsOver = (steps: number): Choice => ({
  id: "warm-restarts",
  options: { epoch: Math.max(1, Math.round(steps / PERIODS)) },
});

/** A recipe of more or fewer steps: a schedule that was laid out over all of them still ends with the last. */
export function withSteps<R extends Partial<Recipe>>(recipe: R, steps: number): R {
  const isLaidOut =
    recipe.steps !== undefined && JSON.stringify(recipe.schedule) === JSON.stringify(restartsOver(recipe.steps));
  return { ...recipe, steps, ...(isLaidOut && { schedule: restartsOver(steps) }) };
}

/** A recipe of so many epochs, counted in steps. */
export const inEpochs = (recipe: Recipe, epochs: number, stepsPerEpoch: number): Recipe => ({
  ...withSteps(recipe, epochs * stepsPerEpoch),
  evaluateEvery: stepsPerEpoch,
});
