import type { KernelAttributes, KernelName } from "../../kernels/specs.ts";
import type { GpuKernel } from "../recorder.ts";
import {
  conv,
  convFilterGradient,
  convInputGradient,
  depthwise,
  depthwiseFilterGradient,
  depthwiseInputGradient,
} from "./conv.ts";
import { fieldRates, fieldStep, fieldStepGradient } from "./field.ts";
import { flatten, join, part, scaleChannels, split } from "./join.ts";
import { formula } from "./formula.ts";
import { layer } from "./layer.ts";
import { classSums, crossEntropy, exponentialLogarithmic, penalty, softmax, throughSoftmax } from "./losses.ts";
import { affine, affineGradient, norm, normGradient } from "./norm.ts";
import { adam, blend, momentum } from "./optimisers.ts";
import {
  averagePool,
  averagePoolGradient,
  bilinear,
  bilinearGradient,
  maxPool,
  maxPoolGradient,
  nearest,
  nearestGradient,
} from "./scale.ts";

/** Every fused kernel in WGSL. */
export const gpuKernels: { readonly [Name in KernelName]: GpuKernel<KernelAttributes[Name]> } = {
  conv,
  convInputGradient,
  convFilterGradient,
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
  scaleChannels,
  split,
  flatten,
  crossEntropy,
  classSums,
  formula,
  throughSoftmax,
  exponentialLogarithmic,
  softmax,
  penalty,
  fieldRates,
  fieldStep,
  fieldStepGradient,
  adam,
  momentum,
  blend,
};
