import type { ConvGeometry } from "../../kernels/geometry.ts";
import type { KernelAttributes, KernelName } from "../../kernels/specs.ts";
import type { SimdKernel } from "../context.ts";
import { bilinear, bilinearGradient } from "./bilinear.ts";
import {
  directConv,
  directFilterGradient,
  directInputGradient,
  depthwise,
  depthwiseFilterGradient,
  depthwiseInputGradient,
} from "./conv.ts";
import { fieldRates, fieldStep, fieldStepGradient } from "./field.ts";
import { join, part } from "./join.ts";
import { layer } from "./layer.ts";
import { classSums, crossEntropy, exponentialLogarithmic, penalty, softmax, throughSoftmax } from "./losses.ts";
import {
  affine,
  affineGradient,
  hasFastAffine,
  hasFastNorm,
  hasFastScale,
  norm,
  normGradient,
  scaleChannels,
} from "./norm.ts";
import { adam, blend, momentum, type UpdateKernel } from "./optimisers.ts";
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient, nearest, nearestGradient } from "./scale.ts";
import { isWinograd, winogradConv, winogradFilterGradient, winogradInputGradient } from "./winograd.ts";

/** Winograd's algorithm where it pays. */
function chosen(winograd: SimdKernel<ConvGeometry>, direct: SimdKernel<ConvGeometry>): SimdKernel<ConvGeometry> {
  return (context, inputs, outputs, geometry) =>
    (isWinograd(geometry) ? winograd : direct)(context, inputs, outputs, geometry);
}

type FastKernels = { readonly [Name in KernelName]?: SimdKernel<KernelAttributes[Name]> };
type UpdateKernels = { readonly [Name in KernelName]?: UpdateKernel<KernelAttributes[Name]> };
type Conditions = { readonly [Name in KernelName]?: (attributes: KernelAttributes[Name]) => boolean };

/** The kernels with a fast version; the others run as plain loops over the heap. */
export const fastKernels: FastKernels = {
  conv: chosen(winogradConv, directConv),
  convInputGradient: chosen(winogradInputGradient, directInputGradient),
  convFilterGradient: chosen(winogradFilterGradient, directFilterGradient),
  layer,
  depthwise,
  depthwiseInputGradient,
  depthwiseFilterGradient,
  norm,
  normGradient,
  affine,
  affineGradient,
  maxPool,
  maxPoolGradient,
  averagePool,
  averagePoolGradient,
  nearest,
  nearestGradient,
  bilinear,
  bilinearGradient,
  join,
  part,
  crossEntropy,
  classSums,
  throughSoftmax,
  exponentialLogarithmic,
  softmax,
  penalty,
  fieldRates,
  fieldStep,
  fieldStepGradient,
  scaleChannels,
};

export const updateKernels: UpdateKernels = { adam, momentum, blend };

/** When a fast version can do its work; always, where nothing is said. */
export const conditions: Conditions = {
  norm: hasFastNorm,
  normGradient: hasFastNorm,
  affine: hasFastAffine,
  affineGradient: hasFastAffine,
  scaleChannels: hasFastScale,
};
