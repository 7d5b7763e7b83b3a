import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { Term } from "../../core/formula/formula.ts";
import { checkedValues, choice, type OptionSet, type OptionValues, type ValuesOf } from "../../core/options.ts";
import type { Registered } from "../../core/registry.ts";

/** The fused losses of the engine, handed to the catalog so that it does not load tfjs. */
export interface LossOperations {
  crossEntropy(logits: Tensor, labels: Tensor, voxelWeights: Tensor): Scalar;
  /** A formula of the sums of each class (see `ClassSums`); voxels count alike where there are no weights. */
  overlap(formula: Term, logits: Tensor, labels: Tensor, voxelWeights: Tensor | null): Scalar;
  exponentialLogarithmic(
    logits: Tensor,
    labels: Tensor,
    classWeights: Tensor,
    numbers: { readonly diceShare: number; readonly gamma: number },
  ): Scalar;
  add(one: Scalar, other: Scalar): Scalar;
}

export interface LossInput {
  /** [batch, depth, height, width, classes] */
  readonly logits: Tensor;
  /** Class index per voxel, 255 where nobody annotated. */
  readonly labels: Tensor;
  /** [classes], from `classWeights`. */
  readonly classWeights: Tensor;
  /** What each voxel counts: the weight of its class, and what the recipe adds to it. */
  readonly voxelWeights: Tensor;
}

/** What training makes small. */
export interface Loss extends Registered {
  readonly options: OptionSet;
  /** Weight of each class, from its number of voxels in the training part. */
  classWeights(counts: readonly number[], options: OptionValues): readonly number[];
  value(operations: LossOperations, input: LossInput, options: OptionValues): Scalar;
}

interface LossDefinition<Options extends OptionSet> extends Registered {
  readonly options: Options;
  classWeights?(counts: readonly number[], options: ValuesOf<Options>): readonly number[];
  value(operations: LossOperations, input: LossInput, options: ValuesOf<Options>): Scalar;
}

export function defineLoss<const Options extends OptionSet>(definition: LossDefinition<Options>): Loss {
  const checked = (options: OptionValues) => checkedValues(definition.id, definition.options, options);
  return {
    ...definition,
    classWeights: (counts, options) => (definition.classWeights ?? equalWeights)(counts, checked(options)),
    value: (operations, input, options) => definition.value(operations, input, checked(options)),
  };
}

const equalWeights = (counts: readonly number[]): readonly number[] => counts.map(() => 1);

export const classWeightsOption = choice("Class weights", ["none", "balanced"], "none");

/** "balanced": inversely proportional to how often a class occurs, the rarest at 1 (spec 1.5); a class that never occurs counts as one voxel. */
export function weightsByFrequency(counts: readonly number[], mode: string): readonly number[] {
  if (mode === "none") return counts.map(() => 1);
  const rarest = Math.min(...counts.map((count) => Math.max(1, count)));
  return counts.map((count) => rarest / Math.max(1, count));
}
