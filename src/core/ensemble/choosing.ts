import { countConfusion, emptyConfusion, type ConfusionMatrix } from "../image/confusion.ts";
import type { Goal } from "../judging/scores.ts";
import type { Addition, ChoiceMethod, ComparedPair } from "./memberChoice.ts";

/** What candidates say of the voxels that they are chosen by. */
export interface Opinions {
  readonly classes: number;
  /** Class by voxel; 255 where nobody annotated, which counts for nothing. */
  readonly truth: Uint8Array;
  /** By trial: probability of each class, [voxel][class], all of one scale. In the order of their ids. */
  readonly probabilities: ReadonlyMap<number, ArrayLike<number>>;
}

export interface ChoosingRules {
  readonly method: ChoiceMethod;
  readonly rounds: number;
  readonly goal: Goal;
  readonly score: (confusion: ConfusionMatrix) => number;
  /** What was added before: choosing goes on behind it. */
  readonly before: readonly Addition[];
}

/**
 * Greedy forward selection (Caruana et al. 2004; spec 2.4): from nothing, every round adds the candidate whose addition scores best as
 * the mean of probabilities over all that were added, one as often as it is added; of equal ones the first. Gives every round.
 */
export function* chosenMembers(opinions: Opinions, rules: ChoosingRules): Generator<Addition> {
  const { probabilities } = opinions;
  const sum = new Float64Array(opinions.truth.length * opinions.classes);
  const added: number[] = [];
  const add = (member: number) => {
    added.push(member);
    const own = probabilities.get(member)!;
    for (let at = 0; at < sum.length; at++) sum[at]! += own[at]!;
  };
  for (const { member } of rules.before) add(member);
  while (added.length < rules.rounds) {
    const open = [...probabilities.keys()].filter((trial) => rules.method !== "distinct" || !added.includes(trial));
    const best = bestAddition(opinions, sum, open, rules);
    if (!best) return;
    add(best.member);
    yield best;
  }
}

/**
 * Every pair of candidates: how far they differ, and what their mean is worth. Whether the one explains the other says whether it is
 * their differing that pays (poster: ensembles of diverse networks). Gives one pair at a time.
 */
export function* comparedPairs(
  opinions: Opinions,
  { score, goal }: Pick<ChoosingRules, "score" | "goal">,
): Generator<ComparedPair> {
  const { truth, classes, probabilities } = opinions;
  const sign = goal === "maximise" ? 1 : -1;
  const nothing = new Float64Array(truth.length * classes);
  const scored = (labels: Uint8Array) => {
    const confusion = emptyConfusion(classes);
    countConfusion(confusion, truth, labels);
    return sign * score(confusion);
  };
  const labelled = (sum: ArrayLike<number>, own: ArrayLike<number>) => {
    const labels = new Uint8Array(truth.length);
    labelsOfSum(labels, sum, own, classes);
    return labels;
  };
  const alone = Array.from(probabilities, ([trial, own]) => {
    const labels = labelled(nothing, own);
    return { trial, own, labels, score: scored(labels) };
  });
  for (const [index, one] of alone.entries())
    for (const other of alone.slice(index + 1))
      yield {
        one: one.trial,
        other: other.trial,
        disagreement: disagreementOf(one.labels, other.labels),
        gain: scored(labelled(one.own, other.own)) - Math.max(one.score, other.score),
      };
}

function bestAddition(
  opinions: Opinions,
  sum: Float64Array,
  candidates: readonly number[],
  { score, goal }: ChoosingRules,
): Addition | null {
  const sign = goal === "maximise" ? 1 : -1;
  const labels = new Uint8Array(opinions.truth.length);
  let best: Addition | null = null;
  for (const member of candidates) {
    labelsOfSum(labels, sum, opinions.probabilities.get(member)!, opinions.classes);
    const confusion = emptyConfusion(opinions.classes);
    countConfusion(confusion, opinions.truth, labels);
    const found = score(confusion);
    if (!best || sign * found > sign * best.score) best = { member, score: found };
  }
  return best;
}

/** The most probable class of two sums together, the first of equal ones. */
function labelsOfSum(labels: Uint8Array, sum: ArrayLike<number>, own: ArrayLike<number>, classes: number): void {
  for (let voxel = 0, at = 0; voxel < labels.length; voxel++) {
    let [best, most] = [0, -1];
    for (let index = 0; index < classes; index++, at++) {
      const value = sum[at]! + own[at]!;
      if (value > most) [best, most] = [index, value];
    }
    labels[voxel] = best;
  }
}

/** Adds the votes of one class map to those for every class, [voxel][class]: each as often as its network counts. */
export function addVotes(votes: Float32Array, labels: Uint8Array, classes: number, count: number): void {
  for (let voxel = 0; voxel < labels.length; voxel++) votes[voxel * classes + labels[voxel]!]! += count;
}

/** Disagreement of two class maps: the share of voxels with other labels (spec 2.4). Pass labels of the same voxels. */
export const disagreementOf = (one: Uint8Array, other: Uint8Array): number =>
  one.reduce((count, label, voxel) => count + (label === other[voxel] ? 0 : 1), 0) / Math.max(1, one.length);
