import type { Choice } from "../options.ts";
import { phasesOver } from "./phases.ts";
import type { Recipe } from "./recipe.ts";

/** Fits schedules of the catalog to a length. */
export interface ScheduleFitter {
  /** A schedule laid out over so many steps. */
  scheduleOver(id: string, steps: number): Choice;
}

/** A recipe of more or fewer steps: a schedule that was laid out over all of them still ends with the last, phases keep their shares. */
export function withSteps<R extends Partial<Recipe>>(recipe: R, steps: number, fitter: ScheduleFitter): R {
  const { schedule, steps: before } = recipe;
  const isLaidOut =
    schedule !== undefined &&
    before !== undefined &&
    JSON.stringify(schedule) === JSON.stringify(fitter.scheduleOver(schedule.id, before));
  return {
    ...recipe,
    steps,
    ...(isLaidOut && { schedule: fitter.scheduleOver(schedule.id, steps) }),
    ...(recipe.phases && { phases: phasesOver(recipe.phases, steps) }),
  };
}

/** A recipe of so many epochs, counted in steps. */
export const inEpochs = (recipe: Recipe, epochs: number, stepsPerEpoch: number, fitter: ScheduleFitter): Recipe => ({
  ...withSteps(recipe, epochs * stepsPerEpoch, fitter),
  evaluateEvery: stepsPerEpoch,
});
