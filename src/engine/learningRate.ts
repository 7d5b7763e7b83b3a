import { optimisers } from "../catalog/optimisers/index.ts";
import { schedules } from "../catalog/schedules/index.ts";
import type { Recipe } from "../core/space/recipe.ts";

/** Learning rate of the update that makes `step` from the one before. */
export const learningRateAt = (
  { optimiser, schedule, steps }: Pick<Recipe, "optimiser" | "schedule" | "steps">,
  step: number,
): number =>
  optimisers.get(optimiser.id).learningRate(optimiser.options) *
  schedules.get(schedule.id).factor({ done: step - 1, steps }, schedule.options);
