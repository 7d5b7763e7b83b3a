import { add, zeros, type Tensor } from "@tensorflow/tfjs-core";
import type { ActivationName } from "../../core/network/operations.ts";
import type { MapShape } from "../kernels/geometry.ts";
import { runKernel } from "../kernels/run.ts";
import { differentiable } from "./differentiable.ts";

export interface NormOptions {
  readonly per: "batch" | "instance";
  readonly activation: ActivationName;
  /** A bias per channel that the map should have had: its mean has it, nothing else depends on it. */
  readonly biasInFront?: Tensor | null;
}

export interface Statistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** Normalisation with the statistics of this batch, then activation. `seen` gets the statistics; they live as long as the enclosing tidy lets them. */
export function normActivation(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  { biasInFront, ...options }: NormOptions,
  seen: (statistics: Statistics) => void = () => undefined,
): Tensor {
  const attributes = { ...options, shape: x.shape as unknown as MapShape };
  return differentiable([x, gamma, beta, ...(biasInFront ? [biasInFront] : [])], () => {
    const [value, mean, variance] = runKernel("norm", [x, gamma, beta], attributes) as [Tensor, Tensor, Tensor];
    seen({ mean: biasInFront && options.per === "batch" ? add(mean, biasInFront) : mean, variance });
    return {
      value,
      kept: [x, gamma, beta, mean, variance],
      gradient: (dy, [x, ...rest]) => [
        ...runKernel("normGradient", [x, dy, ...rest], attributes),
        ...(biasInFront ? [zeros([attributes.shape[4]])] : []),
      ],
    };
  });
}

/** activation(x · scale + shift) per channel: bias, activation and normalisation with given statistics in one. */
export function affineActivation(x: Tensor, scale: Tensor, shift: Tensor, activation: ActivationName): Tensor {
  const attributes = { shape: x.shape as unknown as MapShape, activation };
  return differentiable([x, scale, shift], () => ({
    value: runKernel("affine", [x, scale, shift], attributes)[0]!,
    kept: [x, scale, shift],
    gradient: (dy, [x, scale, shift]) => runKernel("affineGradient", [x, dy, scale, shift], attributes),
  }));
}
