import { meanOf, varianceOf } from "../statistics.ts";
import type { Recipe } from "../space/recipe.ts";
import { DERIVING_BATCHES, epochsOf, type SharedSearch } from "../study/sharedSearch.ts";
import type { Cost } from "../study/trial.ts";
import { AROUND_STEPS, aroundSteps, type TimedTraining } from "./experience.ts";

/** What a device did on the calibration step. */
export interface Speed {
  /** Seconds of a step that do not depend on the network's size. */
  readonly overheadSeconds: number;
  readonly multiplyAddsPerSecond: number;
  /** Bytes of activations that are written, read back and normalised per second: what narrow networks mostly wait for. */
  readonly bytesPerSecond: number;
}

/** The same, and what its trainings took since. */
export interface LearntSpeed extends Speed {
  /** Trainings that have ended on it, with their time as if alone; none where none has. */
  readonly timed?: readonly TimedTraining[];
}

/** Forward, and back by the inputs and by the weights. */
const PASSES = 3;

/** How far predictions were off on real searches: stated with every one of them. */
export const PREDICTION_SPREAD = 0.35;

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

/** The parts of a recipe that say how long a training takes. */
export type TimedRecipe = Pick<Recipe, "batch" | "steps" | "evaluateEvery" | "patch" | "scoredShare">;

/** Seconds of one trial alone on its device, with its evaluations of `validationVoxels` and all around them. */
export function trialSeconds(cost: Cost, recipe: TimedRecipe, validationVoxels: number, speed: LearntSpeed): number {
  const alone = stepsSeconds(cost, recipe, validationVoxels, speed);
  return alone * aroundSteps(alone, speed.timed);
}

/** Seconds of a trial's steps and evaluations, and of nothing else. */
export function stepsSeconds(cost: Cost, recipe: TimedRecipe, validationVoxels: number, speed: Speed): number {
  const [depth, height, width] = recipe.patch;
  const patches = validationVoxels / (depth * height * width);
  const whole =
    patches *
    (cost.multiplyAdds / speed.multiplyAddsPerSecond + cost.trainingBytes / recipe.batch / 2 / speed.bytesPerSecond);
  return recipe.steps * stepSeconds(cost, recipe.batch, speed) + wholeEvaluations(recipe) * whole;
}

/** Evaluations of the whole validation part that all of a training take as long as: between the first and the last only a share is scored. */
function wholeEvaluations({ steps, evaluateEvery, scoredShare = 1 }: TimedRecipe): number {
  const evaluations = Math.ceil(steps / evaluateEvery);
  const ends = Math.min(2, evaluations);
  return ends + (evaluations - ends) * scoredShare;
}

/** What a training side by side with others, `slots` in all, would have taken alone. */
export const asIfAlone = (seconds: number, slots: number): number => (seconds * togetherness(slots)) / slots;

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
