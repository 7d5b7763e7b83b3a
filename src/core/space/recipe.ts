import type { Choice } from "../options.ts";
import type { MetricId } from "../judging/scores.ts";
import type { Phase } from "./phases.ts";
import type { PatchRecipe } from "../image/patches.ts";

export const INPUTS = ["patches", "wholeImage"] as const;

/** How a candidate is trained: everything but the network, the data and the seeds. A budget is counted in steps, so that it means the same on every machine. */
export interface Recipe extends PatchRecipe {
  /** Loss, optimiser and learning-rate schedule by catalog id. */
  readonly loss: Choice;
  readonly optimiser: Choice;
  readonly schedule: Choice;
  /** What a network is shown: patches, or whole images that are resampled to the size of `patch`; patches where it is not given. */
  readonly input?: (typeof INPUTS)[number];
  /** All of them; of a recipe with phases the sum of theirs. */
  readonly steps: number;
  /** Parts of the training that differ in what learns by which losses; one of all outputs where they are not given. */
  readonly phases?: readonly Phase[];
  /** Steps between two evaluations on the validation part; the last step is always evaluated. */
  readonly evaluateEvery: number;
  readonly voxelWeights: VoxelWeights;
  /** Weights and scores are those of the evaluation that is best by this metric, of which more is better; of the last step where there is none. */
  readonly bestBy?: MetricId | null;
  /** Share of the training part that patches are drawn from, 0 … 1; all of it where it is not given. */
  readonly trainingShare?: number;
  /**
   * Share of the validation part, 0 … 1, that evaluations between the first and the last are made of, where nothing is decided by them;
   * all of it where it is not given.
   */
  readonly scoredShare?: number;
  readonly pruners: readonly Choice[];
}

/** What a voxel counts in cross-entropy beside the weight of its class (spec 1.5). */
export interface VoxelWeights {
  /** Largest weight at boundaries between background and the rest, 0 for none. */
  readonly edges: number;
  /** Added to every voxel. */
  readonly floor: number;
}

export const EVEN_WEIGHTS: VoxelWeights = { edges: 0, floor: 0 };
