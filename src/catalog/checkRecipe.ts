import { StudioError } from "../core/errors.ts";
import { checkedValues } from "../core/options.ts";
import type { Recipe } from "../core/space/recipe.ts";
import type { CountedMetric } from "../core/judging/metric.ts";
import { createRegistry } from "../core/registry.ts";
import { losses } from "./losses/index.ts";
import { rewardMetrics } from "./metrics/index.ts";
import { optimisers } from "./optimisers/index.ts";
import { pruners } from "./pruners/index.ts";
import { schedules } from "./schedules/index.ts";

const keeping = createRegistry<CountedMetric>("metric to keep the best evaluation by", rewardMetrics);

function checkChoices({ loss, optimiser, schedule }: Partial<Pick<Recipe, "loss" | "optimiser" | "schedule">>): void {
  if (loss) checkedValues(loss.id, losses.get(loss.id).options, loss.options);
  if (optimiser) checkedValues(optimiser.id, optimisers.get(optimiser.id).options, optimiser.options);
  if (schedule) checkedValues(schedule.id, schedules.get(schedule.id).options, schedule.options);
}

function checkPhases({ steps, phases }: Recipe): void {
  if (!phases) return;
  for (const phase of phases) {
    checkChoices(phase);
    phase.losses?.forEach(checkChoices);
  }
  const sum = phases.reduce((total, phase) => total + phase.steps, 0);
  if (sum !== steps)
    throw new StudioError(
      "BadInput",
      `The recipe has ${steps} steps, its phases have ${sum} together; they must agree.`,
    );
}

/** Checks every item that a recipe names and their options, before anything is trained by it. Throws StudioError "UnknownId" or "BadInput". */
export function checkRecipe(recipe: Recipe): void {
  const { bestBy, pruners: stopped } = recipe;
  checkChoices(recipe);
  checkPhases(recipe);
  if (typeof bestBy === "string") keeping.get(bestBy);
  for (const { id, options } of stopped) checkedValues(id, pruners.get(id).options, options);
}
