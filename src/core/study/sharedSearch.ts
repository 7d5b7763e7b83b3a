import { meanOf } from "../statistics.ts";
import type { MetricId } from "../judging/scores.ts";
import type { Choice } from "../options.ts";
import type { Recipe } from "../space/recipe.ts";
import type { Genotype } from "../space/space.ts";

/** How a policy learns to propose members whose weights are shared (spec 3.6). */
export interface SharedSearch {
  /** Catalog id of the space and its settings. */
  readonly space: { readonly id: string; readonly settings: unknown };
  /** A strategy that has a policy. */
  readonly controller: Choice;
  /** How the shared weights are trained. An epoch is the `evaluateEvery` steps between two phases of the policy. */
  readonly recipe: Recipe;
  /** Epochs before the policy begins to learn: while all members still predict one class, rewards are noise, and it would settle on that. */
  readonly warmUp: number;
  /** Updates of the policy after each further epoch. */
  readonly updates: number;
  /** The metric that the policy is rewarded with; more is better. */
  readonly reward: MetricId;
  /** Members sampled from the learnt policy, to choose the best of. */
  readonly samples: number;
  /** Predicted bytes above which a member is trained on fewer patches at a time, and turned down where one is too many. */
  readonly memoryCap: number;
  /** Ends the search before its last epoch once an epoch has met all that is named here. */
  readonly targets?: SharedTargets;
}

/** What an epoch may have to come to (spec 3.6): at most such a mean loss, at least such a mean reward. */
export interface SharedTargets {
  readonly loss?: number;
  readonly reward?: number;
}

/** Whether an epoch has come to the targets; never where none is named. */
export function hasMet({ loss, reward }: SharedTargets, epochLoss: number, rewards: readonly number[]): boolean {
  if (loss === undefined && reward === undefined) return false;
  return (loss === undefined || epochLoss <= loss) && (reward === undefined || meanOf(rewards) >= reward);
}

/** What one epoch came to. It follows from the seed alone. */
export interface SharedEpoch {
  /** From 1. */
  readonly epoch: number;
  /** Of every member the policy sampled, in order. */
  readonly rewards: readonly number[];
  readonly baseline: number | null;
  /** Mean over the samples, in nats; and that of uniform choices. */
  readonly entropy: number;
  readonly uniformEntropy: number;
  /** Of every choice, the probability of each alternative: the mean over the samples, to four places. */
  readonly probabilities: readonly (readonly number[])[];
  /** Updates of the shared weights that were left out: the loss was no number, or the member needs too much memory. */
  readonly diverged: number;
  readonly tooLarge: number;
  /** How often the epoch went back to its start. */
  readonly restored: number;
}

/** A member sampled from the learnt policy, and its reward with the shared weights on batches that are the same for all. */
export interface DerivedMember {
  readonly genotype: Genotype;
  readonly reward: number;
}

/** What a search over shared weights has come to so far. */
export interface SharedProgress {
  readonly epochs: readonly SharedEpoch[];
  /** The best first; empty before the last epoch has ended. */
  readonly members: readonly DerivedMember[];
}

/** Epochs that a recipe's steps make; the last may be shorter. */
export const epochsOf = ({ steps, evaluateEvery }: Pick<Recipe, "steps" | "evaluateEvery">): number =>
  Math.ceil(steps / evaluateEvery);

/** Batches of the validation part that every member is scored on, of which the best are derived. */
export const DERIVING_BATCHES = 4;

/** Share of the entropy of uniform choices below which a policy counts as collapsed, and the share of the epochs in which that is too early (spec 3.7). */
export const COLLAPSED = 0.05;
const EARLY = 0.2;

/** What to do about a policy that settled before it could have learnt; null where it did not. */
export function collapseWarning(epochs: readonly SharedEpoch[], planned: number): string | null {
  const collapsed = epochs.find(
    ({ epoch, entropy, uniformEntropy }) =>
      epoch <= Math.max(1, EARLY * planned) && entropy < COLLAPSED * uniformEntropy,
  );
  if (!collapsed) return null;
  const kept = Math.round((100 * collapsed.entropy) / collapsed.uniformEntropy);
  return `The controller settled in epoch ${collapsed.epoch} of ${planned}: it kept ${kept} % of the entropy of uniform choices. Its entropy weight is raised tenfold meanwhile; a larger entropy weight that acts through the gradient, or a smaller learning rate of the controller, would let it try more.`;
}
