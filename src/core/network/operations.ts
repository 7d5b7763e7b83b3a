import { StudioError } from "../errors.ts";
import type { FeatureShape, WeightSpec } from "./network.ts";
import { convExtent, type Padding } from "./semantics.ts";

/** What an operation is for in a network: what drawings and texts sort operations by. */
export type OperationRole =
  | "input"
  | "convolution"
  | "normalisation"
  | "activation"
  | "pooling"
  | "enlargement"
  | "sum"
  | "concatenation"
  | "regularisation"
  | "refinement";

/**
 * What shared code may ask an operation. Spatial parameters have one entry per dimension of the network.
 * A new operation is one entry here and its implementation in `engine/operations`.
 */
export interface Operation<Params> extends Description<Params> {
  /** What the extent of its input along an axis must be a multiple of, so that a tile gives what the whole map does there. */
  alignment(params: Params, axis: number): number;
  /** Values of one sample that training keeps for the way back. */
  keptValues(inputs: readonly FeatureShape[], params: Params): number;
}

/** What every operation says of itself. */
interface Description<Params> {
  readonly role: OperationRole;
  /** Throws StudioError "IllegalNetwork" when the inputs do not fit. */
  outputShape(inputs: readonly FeatureShape[], params: Params): FeatureShape;
  weights(inputs: readonly FeatureShape[], params: Params): readonly WeightSpec[];
  /** Multiply-adds of one sample, forward. */
  multiplyAdds(inputs: readonly FeatureShape[], params: Params): number;
  /** A few words for a node in a drawing, such as "conv 3×3, 16". */
  describe(params: Params): string;
  /** Whether its parameters may name penalties on its weights. */
  readonly takesPenalties?: true;
  /** Whether the engine carries out an activation that follows it in the same pass. */
  readonly absorbsActivation?: true;
  /** Extents of the kernel that it slides over its input, where it has one. */
  kernelSize?(params: Params): readonly number[];
  /** The function that it applies to every value, where that is all it does. */
  activationName?(params: Params): ActivationName;
  /** Channels of the image that it reads, where it reads the image. */
  imageChannels?(params: Params): number;
}

/** Most operations take any extent, and keep their output for the way back. */
const operation = <Params>(
  description: Description<Params> & Partial<Pick<Operation<Params>, "alignment" | "keptValues">>,
): Operation<Params> => ({
  alignment: () => 1,
  keptValues: (inputs, params) => {
    const output = description.outputShape(inputs, params);
    return area(output) * output.channels;
  },
  ...description,
});

export type ActivationName = "relu" | "relu6" | "elu" | "leakyRelu" | "softplus" | "tanh" | "sigmoid" | "identity";

/** Penalties on a node's weights: gamma1·Σ|W| + gamma2·½ΣW² over kernel and bias (spec 1.2, build step 6). */
export interface Penalties {
  readonly l1: number;
  readonly l2: number;
}

export interface ConvParams {
  readonly kernels: number;
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: Padding;
  readonly bias: boolean;
  readonly initial: "he" | "xavier";
  readonly penalties?: Penalties;
}

const only = (inputs: readonly FeatureShape[]): FeatureShape => {
  const [input] = inputs;
  if (!input || inputs.length !== 1)
    throw new StudioError("IllegalNetwork", `This operation takes one input, it has ${inputs.length}.`);
  return input;
};

const product = (values: readonly number[]): number => values.reduce((result, value) => result * value, 1);
const area = (shape: FeatureShape): number => product(shape.spatial);
const sizeText = (size: readonly number[]): string => size.join("×");

function convSpatial(
  input: FeatureShape,
  { size, stride, dilation, padding }: Omit<ConvParams, "kernels" | "bias" | "initial">,
): readonly number[] {
  const spatial = input.spatial.map((extent, axis) =>
    convExtent(extent, { size: size[axis]!, stride: stride[axis]!, dilation: dilation[axis]! }, padding),
  );
  if (spatial.some((extent) => extent < 1))
    throw new StudioError(
      "IllegalNetwork",
      `${sizeText(input.spatial)} px are too small for a ${sizeText(size)} convolution without padding.`,
    );
  return spatial;
}

function kernelWeights(
  shape: readonly number[],
  fanIn: number,
  fanOut: number,
  params: Pick<ConvParams, "bias" | "initial" | "kernels">,
): readonly WeightSpec[] {
  const kernel: WeightSpec = {
    name: "kernel",
    shape,
    initial: { kind: params.initial, fanIn, fanOut },
    trainable: true,
  };
  const bias: WeightSpec = {
    name: "bias",
    shape: [params.kernels],
    initial: { kind: "constant", value: 0 },
    trainable: true,
  };
  return params.bias ? [kernel, bias] : [kernel];
}

/** Input has one or more channels of the image; `channels` is fixed by the data, the extent by the patch. */
const input: Operation<{ readonly channels: number }> = operation({
  role: "input",
  imageChannels: ({ channels }) => channels,
  outputShape: ([given], { channels }) => {
    if (given?.channels !== channels)
      throw new StudioError(
        "IllegalNetwork",
        `The network reads ${channels} channels, the data have ${given?.channels ?? 0}.`,
      );
    return given;
  },
  weights: () => [],
  multiplyAdds: () => 0,
  describe: ({ channels }) => (channels === 1 ? "input" : `input, ${channels} channels`),
});

const conv: Operation<ConvParams> = operation({
  role: "convolution",
  absorbsActivation: true,
  alignment: ({ stride }, axis) => stride[axis]!,
  kernelSize: ({ size }) => size,
  takesPenalties: true,
  outputShape: (inputs, params) => ({ spatial: convSpatial(only(inputs), params), channels: params.kernels }),
  weights: (inputs, params) => {
    const { channels } = only(inputs);
    const taps = product(params.size);
    return kernelWeights([...params.size, channels, params.kernels], taps * channels, taps * params.kernels, params);
  },
  multiplyAdds: (inputs, params) =>
    area(conv.outputShape(inputs, params)) * product(params.size) * only(inputs).channels * params.kernels,
  describe: ({ kernels, size, stride, dilation }) =>
    `conv ${sizeText(size)}${stride.some((s) => s > 1) ? ` stride ${stride[0]!}` : ""}${dilation.some((d) => d > 1) ? ` dilated ${dilation.at(-1)!}` : ""}, ${kernels}`,
});

/** One kernel per channel; the number of channels stays. */
const depthwiseConv: Operation<Omit<ConvParams, "kernels">> = operation({
  role: "convolution",
  absorbsActivation: true,
  alignment: ({ stride }, axis) => stride[axis]!,
  kernelSize: ({ size }) => size,
  takesPenalties: true,
  outputShape: (inputs, params) => ({ spatial: convSpatial(only(inputs), params), channels: only(inputs).channels }),
  weights: (inputs, params) => {
    const { channels } = only(inputs);
    const taps = product(params.size);
    return kernelWeights([...params.size, channels, 1], taps, taps, { ...params, kernels: channels });
  },
  multiplyAdds: (inputs, params) =>
    area(depthwiseConv.outputShape(inputs, params)) * product(params.size) * only(inputs).channels,
  describe: ({ size, dilation }) =>
    `depthwise ${sizeText(size)}${dilation.some((d) => d > 1) ? ` dilated ${dilation.at(-1)!}` : ""}`,
});

/** Learned up-sampling: kernel and stride are both `factor`, so windows do not overlap. */
const convTranspose: Operation<{
  readonly kernels: number;
  readonly factor: readonly number[];
  readonly bias: boolean;
  readonly initial: "he" | "xavier";
  readonly penalties?: Penalties;
}> = operation({
  role: "enlargement",
  absorbsActivation: true,
  takesPenalties: true,
  outputShape: (inputs, { kernels, factor }) => ({
    spatial: only(inputs).spatial.map((extent, axis) => extent * factor[axis]!),
    channels: kernels,
  }),
  weights: (inputs, params) => {
    const { channels } = only(inputs);
    const taps = product(params.factor);
    return kernelWeights([...params.factor, params.kernels, channels], channels, taps * params.kernels, params);
  },
  multiplyAdds: (inputs, { kernels, factor }) => area(only(inputs)) * product(factor) * only(inputs).channels * kernels,
  describe: ({ kernels, factor }) => `up-conv ${sizeText(factor)}, ${kernels}`,
});

/**
 * Batch statistics over batch and space (running averages for prediction), or per sample and channel ("instance"). A plain one ends at
 * mean 0 and variance 1, any other scales and shifts by what it learns.
 */
const norm: Operation<{ readonly per: "batch" | "instance"; readonly isPlain?: true }> = operation({
  role: "normalisation",
  absorbsActivation: true,
  outputShape: only,
  weights: (inputs, { per, isPlain }) => {
    const shape = [only(inputs).channels];
    const tensor = (name: string, value: number, trainable: boolean): WeightSpec => ({
      name,
      shape,
      initial: { kind: "constant", value },
      trainable,
    });
    const affine = isPlain ? [] : [tensor("gamma", 1, true), tensor("beta", 0, true)];
    return per === "batch" ? [...affine, tensor("mean", 0, false), tensor("variance", 1, false)] : affine;
  },
  multiplyAdds: (inputs) => 2 * area(only(inputs)) * only(inputs).channels,
  describe: ({ per }) => `${per} norm`,
});

const activation: Operation<{ readonly name: ActivationName }> = operation({
  role: "activation",
  activationName: ({ name }) => name,
  outputShape: only,
  weights: () => [],
  multiplyAdds: () => 0,
  describe: ({ name }) => name,
});

/** An operation without settings. */
type NoParams = Readonly<Record<string, never>>;

/** Class probabilities of scores, over the channels of each voxel. */
const softmax: Operation<NoParams> = operation({
  role: "activation",
  outputShape: only,
  weights: () => [],
  multiplyAdds: () => 0,
  describe: () => "softmax",
});

/** Windows of `factor` with the same stride; odd borders are dropped. */
const pool: Operation<{ readonly type: "max" | "average"; readonly factor: readonly number[] }> = operation({
  role: "pooling",
  alignment: ({ factor }, axis) => factor[axis]!,
  outputShape: (inputs, { factor }) => {
    const { spatial, channels } = only(inputs);
    const pooled = spatial.map((extent, axis) => Math.floor(extent / factor[axis]!));
    if (pooled.some((extent) => extent < 1))
      throw new StudioError("IllegalNetwork", `${sizeText(spatial)} px are too small to pool by ${sizeText(factor)}.`);
    return { spatial: pooled, channels };
  },
  weights: () => [],
  multiplyAdds: () => 0,
  describe: ({ type, factor }) => `${type} pool ${sizeText(factor)}`,
});

/** Enlarges by whole factors without weights. Bilinear uses half-pixel centres. */
const upsample: Operation<{ readonly type: "nearest" | "bilinear"; readonly factor: readonly number[] }> = operation({
  role: "enlargement",
  outputShape: (inputs, { factor }) => ({
    ...only(inputs),
    spatial: only(inputs).spatial.map((extent, axis) => extent * factor[axis]!),
  }),
  weights: () => [],
  multiplyAdds: () => 0,
  describe: ({ type, factor }) => `${type} up ${sizeText(factor)}`,
});

const smallest = (inputs: readonly FeatureShape[]): readonly number[] => {
  if (inputs.length === 0) throw new StudioError("IllegalNetwork", "A sum or concatenation needs at least one input.");
  return inputs[0]!.spatial.map((_, axis) => Math.min(...inputs.map(({ spatial }) => spatial[axis]!)));
};

/** Sum after cropping to the common centre. With unequal channels the common leading ones are added, the rest of the wider kept (spec 1.2). */
const add: Operation<NoParams> = operation({
  role: "sum",
  outputShape: (inputs) => ({
    spatial: smallest(inputs),
    channels: Math.max(...inputs.map(({ channels }) => channels)),
  }),
  weights: () => [],
  multiplyAdds: () => 0,
  describe: () => "add",
});

/** Channel concatenation after cropping to the common centre. */
const concat: Operation<NoParams> = operation({
  role: "concatenation",
  outputShape: (inputs) => ({
    spatial: smallest(inputs),
    channels: inputs.reduce((sum, { channels }) => sum + channels, 0),
  }),
  weights: () => [],
  multiplyAdds: () => 0,
  describe: () => "concat",
});

/** Spatial dropout: whole channels of a sample are zeroed with probability `rate` while training, the others scaled by 1/(1-rate). */
const dropout: Operation<{ readonly rate: number }> = operation({
  role: "regularisation",
  outputShape: only,
  weights: () => [],
  multiplyAdds: () => 0,
  describe: ({ rate }) => `dropout ${rate}`,
});

/** A conditional random field over class scores (spec 2.3), unrolled; lists have an entry per axis of the network. */
export interface CrfParams {
  /** Half widths of the window that messages come from. */
  readonly window: readonly number[];
  /** Voxel sides in any one unit. */
  readonly voxel: readonly number[];
  /** How far the bilateral message reaches, in units of the finest voxel side. */
  readonly alpha: number;
  /** Difference of grey values at which it fades, in those of the network's input. */
  readonly beta: number;
  /** How far the spatial message reaches, in units of the finest voxel side. */
  readonly gamma: number;
  /** Mean-field steps while training, and in predictions. */
  readonly steps: number;
  readonly predictionSteps: number;
}

/**
 * Refines the scores of its first input by the likeness of voxels in its second, the image, after cropping to the common centre. What
 * messages count and what classes do to each other are learnt.
 */
const crf: Operation<CrfParams> = operation({
  role: "refinement",
  outputShape: (inputs) => {
    const [scores, image] = inputs;
    if (!scores || !image || inputs.length !== 2)
      throw new StudioError("IllegalNetwork", `A field takes scores and an image, it has ${inputs.length} inputs.`);
    return { spatial: smallest(inputs), channels: scores.channels };
  },
  weights: ([scores]) => {
    const { channels } = scores!;
    const tensor = (name: string, shape: readonly number[], initial: WeightSpec["initial"]): WeightSpec => ({
      name,
      shape,
      initial,
      trainable: true,
    });
    return [
      tensor("spatial", [channels], { kind: "constant", value: 1 }),
      tensor("bilateral", [channels], { kind: "constant", value: 1 }),
      tensor("compatibility", [channels, channels], { kind: "diagonal", value: -1 }),
    ];
  },
  multiplyAdds: (inputs, params) => {
    const { channels } = inputs[0]!;
    const neighbours = product(params.window.map((half) => 2 * half + 1)) - 1;
    return params.steps * area(crf.outputShape(inputs, params)) * (2 * neighbours * channels + channels ** 2);
  },
  // The probabilities before each step, and what comes of the last.
  keptValues(inputs, params) {
    const output = crf.outputShape(inputs, params);
    return (params.steps + 1) * area(output) * output.channels;
  },
  describe: ({ steps, window }) => `CRF ${sizeText(window.map((half) => 2 * half + 1))}, ${steps} steps`,
});

export const operations = {
  input,
  conv,
  depthwiseConv,
  convTranspose,
  norm,
  activation,
  softmax,
  pool,
  upsample,
  add,
  concat,
  dropout,
  crf,
};

export type OperationKind = keyof typeof operations;
export type ParamsOf<Kind extends OperationKind> =
  (typeof operations)[Kind] extends Operation<infer Params> ? Params : never;

/** Penalties on the weights of a node, where it has any. */
export const penaltiesOf = ({ params }: { readonly params: object }): Penalties | undefined =>
  "penalties" in params ? (params.penalties as Penalties | undefined) : undefined;

/** The operation of a node with its parameters bound: what shape, cost and drawing code asks. */
export function operationOf(node: { readonly kind: OperationKind; readonly params: unknown }): Operation<unknown> {
  return operations[node.kind];
}
