import { losses } from "../losses/index.ts";
import { optimisers } from "../optimisers/index.ts";
import { pruners } from "../pruners/index.ts";
import { schedules } from "../schedules/index.ts";
import type { Recipe } from "../../core/space/recipe.ts";

/** "1e−3", but "0.5". */
function rateText(rate: number): string {
  if (rate >= 0.01) return String(+rate.toPrecision(3));
  const power = Math.floor(Math.log10(rate));
  return `${+(rate / 10 ** power).toPrecision(3)}e−${-power}`;
}

/** "400 steps, patch 64, batch 8, Adam, rate 1e−3, cross-entropy, median pruning". */
export function recipeText({
  steps,
  patch,
  input,
  patchSampling,
  batch,
  optimiser,
  loss,
  schedule,
  bestBy,
  pruners: chosen,
  phases,
}: Recipe): string {
  return [
    phases ? `${steps} steps in ${phases.length} phases` : `${steps} steps`,
    `${input === "wholeImage" ? "whole images at" : "patch"} ${patch[0] > 1 ? patch.join(" × ") : patch[2]}`,
    patchSampling === "classBalanced" && input !== "wholeImage" && "drawn by class",
    `batch ${batch}`,
    `${optimisers.get(optimiser.id).label}, rate ${rateText(optimisers.get(optimiser.id).learningRate(optimiser.options))}`,
    losses.get(loss.id).label.toLowerCase(),
    schedule.id !== "constant" && `${schedules.get(schedule.id).label.toLowerCase()} schedule`,
    typeof bestBy === "string" && "the best evaluation counts",
    ...chosen.map(({ id }) => pruners.get(id).label.toLowerCase()),
  ]
    .filter(Boolean)
    .join(", ");
}
