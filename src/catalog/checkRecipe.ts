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

/** Checks every item that a recipe names and their options, before anything is trained by it. Throws StudioError "UnknownId" or "BadInput". */
export function checkRecipe({ loss, optimiser, schedule, bestBy, pruners: stopped }: Recipe): void {
  checkedValues(loss.id, losses.get(loss.id).options, loss.options);
  checkedValues(optimiser.id, optimisers.get(optimiser.id).options, optimiser.options);
  checkedValues(schedule.id, schedules.get(schedule.id).options, schedule.options);
  if (typeof bestBy === "string") keeping.get(bestBy);
  for (const { id, options } of stopped) checkedValues(id, pruners.get(id).options, options);
}
