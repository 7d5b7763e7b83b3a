import { spaces } from "../catalog/spaces/index.ts";
import { describedStrategies } from "../catalog/strategies/described.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { kindOf, type Stage } from "../core/stages/index.ts";
import { isSearch } from "../core/stages/search.ts";

const RECIPE_WORDS = {
  loss: "loss",
  optimiser: "optimiser",
  schedule: "schedule",
  steps: "steps",
  voxelWeights: "weights of voxels",
  augmentation: "how patches vary",
  bestBy: "which evaluation counts",
} as const;

/** What one plan has otherwise than another, in words: the space, how it is searched, how networks are trained, what follows. */
export function changesText(before: readonly Stage[], after: readonly Stage[]): string {
  const changes = [
    ...spaceChange(before[0]!, after[0]!),
    ...strategyChange(before[0]!, after[0]!),
    ...recipeChange(before[0]!, after[0]!),
  ];
  return [...changes, `${after.length} ${after.length === 1 ? "stage" : "stages"} in all`].join("; ");
}

function spaceChange(before: Stage, after: Stage): readonly string[] {
  const [old, chosen] = [kindOf(before).beginning(before)?.space, kindOf(after).beginning(after)?.space];
  return chosen && old?.id !== chosen.id ? [`the space is ${spaces.get(chosen.id).label} now`] : [];
}

function strategyChange(before: Stage, after: Stage): readonly string[] {
  if (!isSearch(after) || (isSearch(before) && before.strategy.id === after.strategy.id)) return [];
  return [`proposes by ${describedStrategies.get(after.strategy.id).label}`];
}

function recipeChange(before: Stage, after: Stage): readonly string[] {
  const [old, chosen] = [kindOf(before).beginning(before)?.recipe, kindOf(after).beginning(after)?.recipe];
  if (!old || !chosen) return [];
  const changed = (Object.keys(RECIPE_WORDS) as (keyof typeof RECIPE_WORDS & keyof Recipe)[]).filter(
    (field) => JSON.stringify(old[field]) !== JSON.stringify(chosen[field]),
  );
  return changed.length > 0 ? [`changed in the recipe: ${changed.map((field) => RECIPE_WORDS[field]).join(", ")}`] : [];
}
