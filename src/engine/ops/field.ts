import { add, dispose, type Tensor } from "@tensorflow/tfjs-core";
import type { CrfParams } from "../../core/network/operations.ts";
import { mapExtents, toExtents, type MapShape } from "../kernels/geometry.ts";
import { runKernel } from "../kernels/run.ts";
import type { FieldAttributes } from "../kernels/specs.ts";
import { differentiable } from "./differentiable.ts";
import { softmax } from "./losses.ts";

/** What a field has learnt: two weights a class, and a matrix of what a message for one class does to another. */
export interface FieldWeights {
  readonly spatial: Tensor;
  readonly bilateral: Tensor;
  readonly compatibility: Tensor;
}

export interface FieldOptions extends Omit<CrfParams, "predictionSteps"> {
  /** Whether the probabilities of each step are kept for the way back. */
  readonly isTaped: boolean;
}

/** Mean-field inference, unrolled (Zheng et al. 2015 in a truncated window; spec 2.3): q = U, then q = U - mu M(softmax q) step by step. */
export function meanField(logits: Tensor, image: Tensor, weights: FieldWeights, options: FieldOptions): Tensor {
  const attributes = attributesOf(logits, image, options);
  const { spatial, bilateral, compatibility } = weights;
  return differentiable([logits, spatial, bilateral, compatibility], () => {
    const [rates] = runKernel("fieldRates", [image], attributes) as [Tensor];
    const constants = [image, rates, spatial, bilateral, compatibility];
    const kept: Tensor[] = [];
    let scores = logits.clone();
    for (let step = 0; step < options.steps; step++) {
      const probabilities = softmax(scores);
      scores.dispose();
      [scores] = runKernel("fieldStep", [logits, probabilities, ...constants], attributes) as [Tensor];
      if (options.isTaped) kept.push(probabilities);
      else probabilities.dispose();
    }
    return {
      value: scores,
      kept: [...constants, ...kept],
      gradient: (dy, [image, rates, spatial, bilateral, compatibility, ...probabilities]) =>
        wayBack(dy, probabilities, [image!, rates!, spatial!, bilateral!, compatibility!], attributes),
    };
  });
}

/** Slopes of the logits and of the three weights: the steps from the last to the first, each of which reads all four. */
function wayBack(
  dy: Tensor,
  probabilities: readonly Tensor[],
  constants: readonly Tensor[],
  attributes: FieldAttributes,
): Tensor[] {
  let slope = dy.clone();
  let totals: Tensor[] = [];
  for (const p of probabilities.toReversed()) {
    const [before, ...ofWeights] = runKernel("fieldStepGradient", [slope, p, ...constants], attributes) as [Tensor];
    totals = summed(totals, [slope, ...ofWeights]);
    slope = before;
  }
  const [ofLogits, ...rest] = totals;
  return [...summed(ofLogits ? [ofLogits] : [], [slope]), ...rest];
}

/** Sums in the place of what they are made of. */
const summed = (totals: readonly Tensor[], terms: readonly Tensor[]): Tensor[] =>
  terms.map((term, index) => {
    const total = totals[index];
    if (!total) return term;
    const sum = add(total, term);
    dispose([total, term]);
    return sum;
  });

function attributesOf(
  logits: Tensor,
  image: Tensor,
  { window, voxel, alpha, beta, gamma }: FieldOptions,
): FieldAttributes {
  const finest = Math.min(...voxel);
  const sides = toExtents(voxel, finest);
  return {
    shape: logits.shape as unknown as MapShape,
    imageChannels: image.shape.at(-1)!,
    window: toExtents(window, 0),
    sides: mapExtents((axis) => sides[axis] / finest),
    alpha,
    beta,
    gamma,
  };
}
