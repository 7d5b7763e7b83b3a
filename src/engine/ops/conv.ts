import type { Tensor } from "@tensorflow/tfjs-core";
import { convGeometry, type ConvGeometry, type ConvWindow, type MapShape } from "../kernels/geometry.ts";
import { runKernel } from "../kernels/run.ts";
import { differentiable } from "./differentiable.ts";

/** Which gradients are computed; both where nothing is said. */
export interface GradientOptions {
  /** Whether anything in front of the operation learns. */
  readonly needsInputGradient?: boolean;
  /** Whether its kernel stays as it is. */
  readonly isFrozen?: boolean;
}

export interface ConvOptions extends ConvWindow, GradientOptions {}

type Family = "conv" | "depthwise";

/** Convolution of a [batch, depth, height, width, channels] map with a [d, h, w, in, out] kernel, any stride and dilation. */
export function conv(x: Tensor, kernel: Tensor, options: ConvOptions): Tensor {
  return convolve("conv", x, kernel, convGeometry(x.shape as unknown as MapShape, options, kernel.shape[4]!), options);
}

/** Each channel with its own [d, h, w, channels, 1] kernel. */
export function depthwiseConv(x: Tensor, kernel: Tensor, options: ConvOptions): Tensor {
  return convolve("depthwise", x, kernel, convGeometry(x.shape as unknown as MapShape, options, x.shape[4]!), options);
}

function convolve(
  family: Family,
  x: Tensor,
  kernel: Tensor,
  geometry: ConvGeometry,
  { needsInputGradient = true, isFrozen = false }: GradientOptions,
): Tensor {
  const value = () => runKernel(family, [x, kernel], geometry)[0]!;
  const kernelGradient = (x: Tensor, dy: Tensor) => runKernel(`${family}FilterGradient`, [x, dy], geometry)[0]!;
  const inputGradient = (dy: Tensor, kernel: Tensor) => runKernel(`${family}InputGradient`, [dy, kernel], geometry)[0]!;
  if (isFrozen)
    return differentiable([x], () => ({
      value: value(),
      kept: [kernel],
      gradient: (dy, [kernel]) => [inputGradient(dy, kernel)],
    }));
  return needsInputGradient
    ? differentiable([x, kernel], () => ({
        value: value(),
        kept: [x, kernel],
        gradient: (dy, [x, kernel]) => [inputGradient(dy, kernel), kernelGradient(x, dy)],
      }))
    : differentiable([kernel], () => ({ value: value(), kept: [x], gradient: (dy, [x]) => [kernelGradient(x, dy)] }));
}

/**
 * Learned up-sampling: windows of `factor` that do not overlap, kernel [d, h, w, out, in]. It is the input gradient of the
 * convolution that goes the other way, so its gradients are that convolution and its filter gradient.
 */
export function convTranspose(
  x: Tensor,
  kernel: Tensor,
  factor: readonly [number, number, number],
  { isFrozen = false }: Pick<GradientOptions, "isFrozen"> = {},
): Tensor {
  const [batch, d, h, w] = x.shape as unknown as MapShape;
  const fine: MapShape = [batch, d * factor[0], h * factor[1], w * factor[2], kernel.shape[3]!];
  const geometry = convGeometry(
    fine,
    { size: factor, stride: factor, dilation: [1, 1, 1], padding: "valid" },
    kernel.shape[4]!,
  );
  const value = () => runKernel("convInputGradient", [x, kernel], geometry)[0]!;
  const inputGradient = (dy: Tensor, kernel: Tensor) => runKernel("conv", [dy, kernel], geometry)[0]!;
  if (isFrozen)
    return differentiable([x], () => ({
      value: value(),
      kept: [kernel],
      gradient: (dy, [kernel]) => [inputGradient(dy, kernel)],
    }));
  return differentiable([x, kernel], () => ({
    value: value(),
    kept: [x, kernel],
    gradient: (dy, [x, kernel]) => [inputGradient(dy, kernel), runKernel("convFilterGradient", [dy, x], geometry)[0]!],
  }));
}
