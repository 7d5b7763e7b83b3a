import { checkedValues } from "../core/options.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { losses } from "./losses/index.ts";
import { optimisers } from "./optimisers/index.ts";
import { pruners } from "./pruners/index.ts";
import { schedules } from "./schedules/index.ts";

/** Checks every item that a recipe names and their options, before anything is trained by it. Throws StudioError "UnknownId" or "BadInput". */
export function checkRecipe({ loss, optimiser, schedule, pruners: stopped }: Recipe): void {
  checkedValues(loss.id, losses.get(loss.id).options, loss.options);
  checkedValues(optimiser.id, optimisers.get(optimiser.id).options, optimiser.options);
  checkedValues(schedule.id, schedules.get(schedule.id).options, schedule.options);
  for (const { id, options } of stopped) checkedValues(id, pruners.get(id).options, options);
}
