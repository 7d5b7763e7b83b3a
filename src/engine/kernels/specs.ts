import type { AdamNumbers, MomentumNumbers } from "../../catalog/optimisers/optimiser.ts";
import type { Term } from "../../core/formula/formula.ts";
import type { ActivationName } from "../../core/network/operations.ts";
import { centreOf } from "../../core/network/semantics.ts";
import {
  inputShape,
  mapExtents,
  outputShape,
  product,
  type ConvGeometry,
  type Extents,
  type MapShape,
} from "./geometry.ts";

/** Windows of `factor` that do not overlap, as in pooling and up-sampling; `fine` is the larger of the two maps. */
export interface ScaleGeometry {
  readonly fine: MapShape;
  readonly coarse: MapShape;
  readonly factor: Extents;
}

export interface NormAttributes {
  readonly shape: MapShape;
  /** Statistics are taken over batch and space, or over space for each sample. */
  readonly per: "batch" | "instance";
  readonly activation: ActivationName;
}

export interface AffineAttributes {
  readonly shape: MapShape;
  readonly activation: ActivationName;
}

/** Maps are cropped to the centre that all share and put at channel `offsets[i]` of the result, added where they overlap. */
export interface JoinAttributes {
  readonly shapes: readonly MapShape[];
  readonly offsets: readonly number[];
  readonly output: MapShape;
}

export interface PartAttributes {
  readonly shape: MapShape;
  readonly offset: number;
  readonly output: MapShape;
}

/** A convolution of maps whose channels lie side by side, scaled, shifted and activated per channel: a layer that nothing learns in. */
export interface LayerAttributes {
  readonly family: "conv" | "depthwise";
  /** Of the input that the maps make together. */
  readonly geometry: ConvGeometry;
  /** How often each voxel of each map stands in the input along an axis: once, or as nearest up-sampling repeats it. */
  readonly factors: readonly Extents[];
  /** Channels of each map. */
  readonly channels: readonly number[];
  readonly activation: ActivationName;
}

/** The map of that number, whose voxels may stand in the input several times. */
export function layerPart({ geometry, factors, channels }: LayerAttributes, index: number): ScaleGeometry {
  const { batch, input } = geometry;
  const [factor, count] = [factors[index]!, channels[index]!];
  const [d, h, w] = mapExtents((axis) => input[axis] / factor[axis]);
  return { fine: [batch, ...input, count], coarse: [batch, d, h, w, count], factor };
}

/** How the maps of a layer become one. */
export function layerJoin({ geometry, channels }: LayerAttributes): JoinAttributes {
  const { batch, input } = geometry;
  let first = 0;
  return {
    shapes: channels.map((count) => [batch, ...input, count]),
    offsets: channels.map((count) => (first += count) - count),
    output: inputShape(geometry),
  };
}

export interface LossAttributes {
  readonly voxels: number;
  readonly classes: number;
}

/** A conditional random field over the voxels of a map of scores (spec 2.3). */
export interface FieldAttributes {
  /** Of the scores: the last extent are the classes. */
  readonly shape: MapShape;
  readonly imageChannels: number;
  /** Half widths of the window that messages come from. */
  readonly window: Extents;
  /** Voxel sides in units of the finest one. */
  readonly sides: Extents;
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

export interface FormulaAttributes {
  readonly classes: number;
  readonly formula: Term;
}

/** The fused kernels that every backend has, with what they are told beside their input tensors. */
export interface KernelAttributes {
  /** (x, kernel) */
  conv: ConvGeometry;
  /** (dy, kernel) */
  convInputGradient: ConvGeometry;
  /** (x, dy) */
  convFilterGradient: ConvGeometry;
  /** (maps ..., kernel, scale, shift) to activation(convolution · scale + shift) */
  layer: LayerAttributes;
  depthwise: ConvGeometry;
  depthwiseInputGradient: ConvGeometry;
  depthwiseFilterGradient: ConvGeometry;
  /** (x, gamma, beta) to (y, mean, variance) */
  norm: NormAttributes;
  /** (x, dy, gamma, beta, mean, variance) to (dx, dgamma, dbeta) */
  normGradient: NormAttributes;
  /** (x, scale, shift) to activation(x · scale + shift), per channel */
  affine: AffineAttributes;
  /** (x, dy, scale, shift) to (dx, dscale, dshift) */
  affineGradient: AffineAttributes;
  maxPool: ScaleGeometry;
  /** (x, y, dy) */
  maxPoolGradient: ScaleGeometry;
  averagePool: ScaleGeometry;
  averagePoolGradient: ScaleGeometry;
  nearest: ScaleGeometry;
  nearestGradient: ScaleGeometry;
  bilinear: ScaleGeometry;
  bilinearGradient: ScaleGeometry;
  join: JoinAttributes;
  /** (dy) to the gradient of one input of a join */
  part: PartAttributes;
  /** (x, factors [batch, channels]) */
  scaleChannels: { readonly shape: MapShape };
  /** (logits, labels, voxel weights) to (loss, dlogits) */
  crossEntropy: LossAttributes;
  /** (logits, labels[, voxel weights]) to (class probabilities, [3, classes]: Σ p where the class is true, Σ p, Σ 1 where it is true) */
  classSums: LossAttributes;
  /** (sums [3, classes]) to (value of the formula, its slopes by the first two sums, [2, classes]) */
  formula: FormulaAttributes;
  /** (class probabilities, labels, slopes [2, classes][, voxel weights]); the gradient by the logits takes the place of the probabilities */
  throughSoftmax: LossAttributes;
  /** (logits, labels, class weights) to (loss, dlogits) */
  exponentialLogarithmic: LossAttributes & { readonly diceShare: number; readonly gamma: number };
  /** (logits) to class probabilities */
  softmax: LossAttributes;
  /** (image) to what the spatial and the bilateral sum around each voxel are multiplied by to be means, [2, voxels] */
  fieldRates: FieldAttributes;
  /** (logits, probabilities, image, rates, spatial, bilateral, compatibility) to the scores after a mean-field step */
  fieldStep: FieldAttributes;
  /** (slope of those scores, probabilities, image, rates, spatial, bilateral, compatibility) to the slopes of the scores whose softmax the probabilities are, and of the three weights */
  fieldStepGradient: FieldAttributes;
  /** (flat) to tensors of these shapes, one after the other */
  split: { readonly shapes: readonly (readonly number[])[] };
  /** Any tensors to one flat one of `count` numbers */
  flatten: { readonly count: number };
  /** (w) to (l1·Σ|w| + l2·½Σw², its gradient) */
  penalty: { readonly count: number; readonly l1: number; readonly l2: number };
  /** (values, gradient, m, v), in place */
  adam: AdamNumbers;
  /** (values, gradient, velocity), in place */
  momentum: MomentumNumbers;
  /** (average, sample), in place: average += share · (sample - average) */
  blend: { readonly share: number };
}

export type KernelName = keyof KernelAttributes;

type ShapesOf<Attributes> = (attributes: Attributes) => readonly (readonly number[])[];

const kernelShape = ({ size, inChannels, outChannels }: ConvGeometry) => [...size, inChannels, outChannels];
const depthwiseShape = ({ size, inChannels }: ConvGeometry) => [...size, inChannels, 1];
const groupsOf = ({ shape, per }: NormAttributes) => (per === "batch" ? 1 : shape[0]);
const lossShapes = ({ voxels, classes }: LossAttributes) => [[], [voxels, classes]];

/** Shapes of the outputs of each kernel, in order. */
export const outputShapes: { readonly [Name in KernelName]: ShapesOf<KernelAttributes[Name]> } = {
  conv: (geometry) => [outputShape(geometry)],
  convInputGradient: (geometry) => [inputShape(geometry)],
  convFilterGradient: (geometry) => [kernelShape(geometry)],
  layer: ({ geometry }) => [outputShape(geometry)],
  depthwise: (geometry) => [outputShape(geometry)],
  depthwiseInputGradient: (geometry) => [inputShape(geometry)],
  depthwiseFilterGradient: (geometry) => [depthwiseShape(geometry)],
  norm: (attributes) => [
    attributes.shape,
    [groupsOf(attributes) * attributes.shape[4]],
    [groupsOf(attributes) * attributes.shape[4]],
  ],
  normGradient: ({ shape }) => [shape, [shape[4]], [shape[4]]],
  affine: ({ shape }) => [shape],
  affineGradient: ({ shape }) => [shape, [shape[4]], [shape[4]]],
  maxPool: ({ coarse }) => [coarse],
  maxPoolGradient: ({ fine }) => [fine],
  averagePool: ({ coarse }) => [coarse],
  averagePoolGradient: ({ fine }) => [fine],
  nearest: ({ fine }) => [fine],
  nearestGradient: ({ coarse }) => [coarse],
  bilinear: ({ fine }) => [fine],
  bilinearGradient: ({ coarse }) => [coarse],
  join: ({ output }) => [output],
  part: ({ shape }) => [shape],
  scaleChannels: ({ shape }) => [shape],
  crossEntropy: lossShapes,
  classSums: ({ voxels, classes }) => [
    [voxels, classes],
    [3, classes],
  ],
  formula: ({ classes }) => [[], [2, classes]],
  throughSoftmax: () => [],
  exponentialLogarithmic: lossShapes,
  softmax: ({ voxels, classes }) => [[voxels, classes]],
  fieldRates: ({ shape }) => [[2, product(shape.slice(0, 4))]],
  fieldStep: ({ shape }) => [shape],
  fieldStepGradient: ({ shape }) => [shape, [shape[4]], [shape[4]], [1, 1, 1, shape[4], shape[4]]],
  split: ({ shapes }) => shapes,
  flatten: ({ count }) => [[count]],
  penalty: ({ count }) => [[], [count]],
  adam: () => [],
  momentum: () => [],
  blend: () => [],
};

/** First voxel of the centre of `inner` extents within `outer` ones. */
export const centre = (outer: MapShape, inner: MapShape): Extents =>
  mapExtents((axis) => centreOf(outer[axis + 1]!, inner[axis + 1]!));
