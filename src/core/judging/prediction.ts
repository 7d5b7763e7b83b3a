import { meanOf, varianceOf } from "../statistics.ts";
import type { Recipe } from "../space/recipe.ts";
import { DERIVING_BATCHES, epochsOf, type SharedSearch } from "../study/sharedSearch.ts";
import type { Cost } from "../study/trial.ts";

/** What a device did on the calibration step. */
export interface Speed {
  /** Seconds of a step that do not depend on the network's size. */
  readonly overheadSeconds: number;
  readonly multiplyAddsPerSecond: number;
  /** Bytes of activations that are written, read back and normalised per second: what narrow networks mostly wait for. */
  readonly bytesPerSecond: number;
}

/** Forward, and back by the inputs and by the weights. */
const PASSES = 3;

/** How far predictions were off on real searches: stated with every one of them. */
export const PREDICTION_SPREAD = 0.35;

/**
 * Whole searches take longer than their steps and evaluations: setting up, drawing patches, previews, cold code. Twice as long is
 * what the Taste plan measured (33.7 s against 15 s, 2 cores, Chromium 156).
 */
export const AROUND_STEPS = 2;

/** Share of a lone worker's speed that each of several reaches beside the others. */
const SIDE_BY_SIDE = 0.85;

/** How many times one worker's work all slots do together. */
export const togetherness = (slots: number): number => (slots > 1 ? slots * SIDE_BY_SIDE : 1);

/** Seconds of one training step. */
export function stepSeconds(
  { multiplyAdds, trainingBytes }: Pick<Cost, "multiplyAdds" | "trainingBytes">,
  batch: number,
  { overheadSeconds, multiplyAddsPerSecond, bytesPerSecond }: Speed,
): number {
  return overheadSeconds + (multiplyAdds * batch * PASSES) / multiplyAddsPerSecond + trainingBytes / bytesPerSecond;
}

/** Seconds of one trial with its evaluations of `validationVoxels`. */
export function trialSeconds(
  cost: Cost,
  recipe: Pick<Recipe, "batch" | "steps" | "evaluateEvery" | "patch">,
  validationVoxels: number,
  speed: Speed,
): number {
  const [depth, height, width] = recipe.patch;
  const patches = validationVoxels / (depth * height * width);
  const evaluation =
    patches *
    (cost.multiplyAdds / speed.multiplyAddsPerSecond + cost.trainingBytes / recipe.batch / 2 / speed.bytesPerSecond);
  return (
    AROUND_STEPS *
    (recipe.steps * stepSeconds(cost, recipe.batch, speed) +
      Math.ceil(recipe.steps / recipe.evaluateEvery) * evaluation)
  );
}

/** Seconds of a search over shared weights whose policy takes `perUpdate` samples at a time, each scored by one pass forward. */
export function sharedSeconds(
  cost: Cost,
  { recipe, warmUp, updates, samples }: Pick<SharedSearch, "recipe" | "warmUp" | "updates" | "samples">,
  perUpdate: number,
  speed: Speed,
): number {
  const epochs = epochsOf(recipe);
  const waiting = Math.min(warmUp, epochs);
  const scored = perUpdate * (waiting + (epochs - waiting) * updates) + samples * DERIVING_BATCHES;
  return (
    AROUND_STEPS *
    (recipe.steps * stepSeconds(cost, recipe.batch, speed) + scored * forwardSeconds(cost, recipe.batch, speed))
  );
}

/** Seconds of one batch forward, all maps kept as in training. */
function forwardSeconds(
  { multiplyAdds, trainingBytes }: Cost,
  batch: number,
  { overheadSeconds, multiplyAddsPerSecond, bytesPerSecond }: Speed,
): number {
  return overheadSeconds + (multiplyAdds * batch) / multiplyAddsPerSecond + trainingBytes / 2 / bytesPerSecond;
}

export interface Remaining {
  readonly seconds: number;
  /** Half width of the range it will likely fall in. */
  readonly plusMinus: number;
}

/** Time left, from what the trials so far took: the mean of the rest, with the spread of a sum of that many. Null before the first. */
export function remainingTime(secondsOfEnded: readonly number[], trialsLeft: number, slots: number): Remaining | null {
  if (secondsOfEnded.length === 0) return null;
  const mean = meanOf(secondsOfEnded);
  const spread = Math.sqrt(varianceOf(secondsOfEnded) * trialsLeft * (1 + trialsLeft / secondsOfEnded.length));
  return { seconds: (mean * trialsLeft) / slots, plusMinus: spread / slots };
}
