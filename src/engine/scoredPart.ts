import { pruners } from "../catalog/pruners/index.ts";
import type { Region } from "../core/image/dataset.ts";
import { scoredTiles } from "../core/image/scoredTiles.ts";
import { partRegions } from "../core/image/subjects.ts";
import type { Network } from "../core/network/network.ts";
import type { Recipe } from "../core/space/recipe.ts";
import type { TrainingData } from "./trainingData.ts";

type EvaluationRecipe = Pick<Recipe, "scoredShare" | "steps" | "evaluateEvery" | "bestBy" | "input" | "pruners">;

/**
 * Whether the evaluation at a step is of the whole validation part. The first and the last are; so is every one that something is
 * decided by: from the step on that a pruner judges, and where the best evaluation counts. Whole images are predicted whole anyway.
 */
export function isWhole(recipe: EvaluationRecipe, step: number): boolean {
  const { scoredShare = 1, steps, evaluateEvery, bestBy, input } = recipe;
  if (scoredShare >= 1 || bestBy || input === "wholeImage") return true;
  const judged = recipe.pruners.map(({ id, options }) => pruners.get(id).judgesFrom(options));
  return step <= evaluateEvery || step === steps || step >= Math.min(...judged);
}

/** The boxes of the validation part that evaluations in between are made of. */
export function createScoredPart(
  data: TrainingData,
  { dimension }: Pick<Network, "dimension">,
  { scoredShare = 1 }: Pick<Recipe, "scoredShare">,
): () => readonly Region[] {
  let found: readonly Region[] | null = null;
  return () =>
    (found ??= scoredTiles(data, partRegions(data, data.split, "validation"), { share: scoredShare, dimension }));
}
