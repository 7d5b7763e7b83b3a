import { optimisers } from "./optimisers/index.ts";
import { schedules } from "./schedules/index.ts";
import { phaseAt } from "../core/space/phases.ts";
import type { Recipe } from "../core/space/recipe.ts";

/** Learning rate of the update that makes `step` from the one before; a schedule is laid out over its phase. */
export function learningRateAt(
  recipe: Pick<Recipe, "optimiser" | "schedule" | "steps" | "phases">,
  step: number,
): number {
  const { optimiser, schedule, steps, before } = phaseAt(recipe, step);
  return (
    optimisers.get(optimiser.id).learningRate(optimiser.options) *
    schedules.get(schedule.id).factor({ done: step - 1 - before, steps }, schedule.options)
  );
}
