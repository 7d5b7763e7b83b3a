import type { KernelName } from "../kernels/specs.ts";
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
import { layer } from "./layer.ts";
import {
  classSums,
  crossEntropy,
  exponentialLogarithmic,
  formula,
  penalty,
  softmax,
  throughSoftmax,
} from "./losses.ts";
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

/** A kernel as plain loops: slow, in every detail plain, and what the fast ones are tested against. */
export type ReferenceKernel = (
  inputs: readonly Float32Array[],
  outputs: readonly Float32Array[],
  attributes: unknown,
) => void;

const kernels = {
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
} satisfies Record<KernelName, unknown>;

/** The number of arrays each takes is fixed by `KernelAttributes`; the types of the single kernels say it, this table forgets it. */
export const referenceKernels = kernels as unknown as Readonly<Record<KernelName, ReferenceKernel>>;
