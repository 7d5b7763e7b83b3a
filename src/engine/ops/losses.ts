import { mul, reshape, sum, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import type { LossOperations } from "../../catalog/losses/loss.ts";
import type { Term } from "../../core/formula/formula.ts";
import { runKernel } from "../kernels/run.ts";
import type { KernelAttributes } from "../kernels/specs.ts";
import { differentiable } from "./differentiable.ts";

type ScalarKernel = "crossEntropy" | "exponentialLogarithmic" | "penalty";

/** A kernel that gives a number and its gradient by the first input at once: nothing is left to do on the way back but to scale it. */
function scalarOf<Name extends ScalarKernel>(
  name: Name,
  [subject, ...constants]: readonly [Tensor, ...Tensor[]],
  attributes: KernelAttributes[Name],
): Scalar {
  return differentiable([subject], () => {
    const [value, slope] = runKernel(name, [subject, ...constants], attributes) as [Tensor, Tensor];
    return { value, kept: [slope], gradient: (dy, [slope]) => [reshape(mul(slope, dy), subject.shape)] };
  }) as Scalar;
}

const lossAttributes = (logits: Tensor) => ({
  voxels: logits.size / logits.shape.at(-1)!,
  classes: logits.shape.at(-1)!,
});

/** Mean over the labelled voxels, each with its weight; `voxelWeights` has the shape of `labels`. */
export const crossEntropy = (logits: Tensor, labels: Tensor, voxelWeights: Tensor): Scalar =>
  scalarOf("crossEntropy", [logits, labels, voxelWeights], lossAttributes(logits));

/**
 * A formula of what prediction and truth share in each class, sums over the whole batch. The slopes of a formula are known as soon as
 * its value is, so that the gradient waits for nothing but its factor.
 */
export const overlap = (formula: Term, logits: Tensor, labels: Tensor, voxelWeights: Tensor | null): Scalar =>
  differentiable([logits], () => {
    const attributes = lossAttributes(logits);
    const weights = voxelWeights ? [voxelWeights] : [];
    const [gradient, sums] = runKernel("classSums", [logits, labels, ...weights], attributes) as [Tensor, Tensor];
    const [value, slopes] = runKernel("formula", [sums], { ...attributes, formula }) as [Tensor, Tensor];
    runKernel("throughSoftmax", [gradient, labels, slopes, ...weights], attributes);
    return { value, kept: [gradient], gradient: (dy, [slope]) => [reshape(mul(slope, dy), logits.shape)] };
  }) as Scalar;

/** Exponential logarithmic loss: `diceShare` of the Dice term, the rest of weighted cross-entropy, both to the power `gamma`. */
export const exponentialLogarithmic = (
  logits: Tensor,
  labels: Tensor,
  classWeights: Tensor,
  numbers: { readonly diceShare: number; readonly gamma: number },
): Scalar =>
  scalarOf("exponentialLogarithmic", [logits, labels, classWeights], { ...lossAttributes(logits), ...numbers });

/** l1·Σ|w| + l2·½Σw². */
export const weightPenalty = (w: Tensor, numbers: { readonly l1: number; readonly l2: number }): Scalar =>
  scalarOf("penalty", [w], { count: w.size, ...numbers });

/**
 * Sum of terms of a loss. The stock sum of several tensors has no gradient where tfjs is bundled without its list of all gradients,
 * and on a GPU it reads them all at once, which a network's penalties are too many for.
 */
export const sumOfTerms = (terms: readonly Scalar[]): Scalar =>
  differentiable(terms, () => ({
    value: sum(runKernel("flatten", terms, { count: terms.length })[0]!),
    kept: [],
    gradient: (dy) => terms.map(() => dy),
  })) as Scalar;

/** A term that counts more or less than once. */
export const scaled = (term: Scalar, weight: number): Scalar =>
  differentiable([term], () => ({ value: mul(term, weight), kept: [], gradient: (dy) => [mul(dy, weight)] })) as Scalar;

/** What the losses of the catalog are put together from. */
export const lossOperations: LossOperations = {
  crossEntropy,
  overlap,
  exponentialLogarithmic,
  add: (one, other) => sumOfTerms([one, other]),
};

/** Class probabilities, [voxels, classes]. */
export const softmax = (logits: Tensor): Tensor => runKernel("softmax", [logits], lossAttributes(logits))[0]!;
