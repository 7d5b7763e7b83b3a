import type { Tensor } from "@tensorflow/tfjs-core";
import { convGeometry, type ConvGeometry, type ConvWindow, type MapShape } from "../kernels/geometry.ts";
import { runKernel } from "../kernels/run.ts";
import { differentiable } from "./differentiable.ts";

/** Whether anything in front of the operation learns: without it the gradient of the input is not computed. */
export interface ConvOptions extends ConvWindow {
  readonly needsInputGradient?: boolean;
}

type Family = "conv" | "depthwise";

/** Convolution of a [batch, depth, height, width, channels] map with a [d, h, w, in, out] kernel, any stride and dilation. */
export function conv(x: Tensor, kernel: Tensor, options: ConvOptions): Tensor {
  return convolve(
    "conv",
    x,
    kernel,
    convGeometry(x.shape as unknown as MapShape, options, kernel.shape[4]!),
    options.needsInputGradient ?? true,
  );
}

/** Each channel with its own [d, h, w, channels, 1] kernel. */
export function depthwiseConv(x: Tensor, kernel: Tensor, options: ConvOptions): Tensor {
  return convolve(
    "depthwise",
    x,
    kernel,
    convGeometry(x.shape as unknown as MapShape, options, x.shape[4]!),
    options.needsInputGradient ?? true,
  );
}

function convolve(
  family: Family,
  x: Tensor,
  kernel: Tensor,
  geometry: ConvGeometry,
  needsInputGradient: boolean,
): Tensor {
  const value = () => runKernel(family, [x, kernel], geometry)[0]!;
  const kernelGradient = (x: Tensor, dy: Tensor) => runKernel(`${family}FilterGradient`, [x, dy], geometry)[0]!;
  const inputGradient = (dy: Tensor, kernel: Tensor) => runKernel(`${family}InputGradient`, [dy, kernel], geometry)[0]!;
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
export function convTranspose(x: Tensor, kernel: Tensor, factor: readonly [number, number, number]): Tensor {
  const [batch, d, h, w] = x.shape as unknown as MapShape;
  const fine: MapShape = [batch, d * factor[0], h * factor[1], w * factor[2], kernel.shape[3]!];
  const geometry = convGeometry(
    fine,
    { size: factor, stride: factor, dilation: [1, 1, 1], padding: "valid" },
    kernel.shape[4]!,
  );
  return differentiable([x, kernel], () => ({
    value: runKernel("convInputGradient", [x, kernel], geometry)[0]!,
    kept: [x, kernel],
    gradient: (dy, [x, kernel]) => [
      runKernel("conv", [dy, kernel], geometry)[0]!,
      runKernel("convFilterGradient", [dy, x], geometry)[0]!,
    ],
  }));
}
