import { add, divide, given, mean, multiply, subtract, type Term } from "../../core/formula/formula.ts";
import { toggle, type OptionSet, type ValuesOf } from "../../core/options.ts";
import type { Registered } from "../../core/registry.ts";
import { defineLoss, type Loss } from "./loss.ts";

/** What prediction and truth share, a number for each class: sums over the labelled voxels of a batch. */
export interface ClassSums {
  /** Σ of the class's probability where it is true. */
  readonly hit: Term;
  /** Σ of its probability. */
  readonly said: Term;
  /** Voxels where it is true. */
  readonly truth: Term;
}

/** The sums in the order in which the engine gives them. */
const sums: ClassSums = { hit: given(0), said: given(1), truth: given(2) };

/** Makes the coefficient of a class that is nowhere 1 instead of 0/0. */
export const SMOOTH = 1;

/** Keeps roots and logarithms of a perfect overlap finite in their slopes (spec 4.6). */
export const SMALLEST = 1e-6;

interface OverlapLoss<Options extends OptionSet> extends Registered {
  readonly options: Options;
  /** The loss as a formula of the sums; its slopes follow from it. */
  readonly value: (sums: ClassSums, options: ValuesOf<Options>) => Term;
}

const countsWeights = { voxelWeights: toggle("Count voxel weights", false) };

/** A loss of the overlap of each class, as one formula: no device and no gradient has to know of it. */
export function defineOverlapLoss<const Options extends OptionSet>({
  value,
  options,
  ...registered
}: OverlapLoss<Options>): Loss {
  return defineLoss({
    ...registered,
    options: { ...options, ...countsWeights },
    value: (operations, { logits, labels, voxelWeights }, numbers) =>
      operations.overlap(
        value(sums, numbers as unknown as ValuesOf<Options>),
        logits,
        labels,
        (numbers as { readonly voxelWeights: boolean }).voxelWeights ? voxelWeights : null,
      ),
  });
}

/** Dice coefficient of each class (Milletari et al. 2016). */
export const diceOf = ({ hit, said, truth }: ClassSums): Term =>
  divide(add(multiply(2, hit), SMOOTH), add(said, truth, SMOOTH));

/** Share of hits where false positives and false negatives count this much; both ½ is Dice, both 1 is Jaccard. */
export function tverskyOf({ hit, said, truth }: ClassSums, falsePositives: number, falseNegatives: number): Term {
  const wrong = add(multiply(falsePositives, subtract(said, hit)), multiply(falseNegatives, subtract(truth, hit)));
  return divide(add(hit, SMOOTH), add(hit, wrong, SMOOTH));
}

/** One minus the mean soft Dice coefficient of the classes. */
export const diceLoss = (given: ClassSums): Term => subtract(1, mean(diceOf(given)));

/** `diceLoss` for a loss that adds something else to it. */
export const diceLossFormula: Term = diceLoss(sums);
