import type { Choice } from "../../core/options.ts";
import type { Recipe } from "../../core/space/recipe.ts";
import { schedules } from "./index.ts";

/** A schedule fitted to so many steps. */
export const scheduleOver = (id: string, steps: number): Choice => ({
  id,
  options: schedules.get(id).laidOutOver?.(steps) ?? {},
});

/** A recipe of more or fewer steps: a schedule that was laid out over all of them still ends with the last. */
export function withSteps<R extends Partial<Recipe>>(recipe: R, steps: number): R {
  const { schedule, steps: before } = recipe;
  const isLaidOut =
    schedule !== undefined &&
    before !== undefined &&
    JSON.stringify(schedule) === JSON.stringify(scheduleOver(schedule.id, before));
  return { ...recipe, steps, ...(isLaidOut && { schedule: scheduleOver(schedule.id, steps) }) };
}

/** A recipe of so many epochs, counted in steps. */
export const inEpochs = (recipe: Recipe, epochs: number, stepsPerEpoch: number): Recipe => ({
  ...withSteps(recipe, epochs * stepsPerEpoch),
  evaluateEvery: stepsPerEpoch,
});
