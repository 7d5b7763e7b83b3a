import type * as tfjs from "@tensorflow/tfjs";
import type { SymbolicTensor } from "@tensorflow/tfjs";
import { StudioError } from "../../../core/errors.ts";
import type { FeatureShape, NetworkNode } from "../../../core/network/network.ts";
import type { ActivationName, ConvParams, OperationKind } from "../../../core/network/operations.ts";
import {
  centreOf,
  LEAKY_SLOPE,
  NORM_EPSILON,
  reachOf,
  RELU_CEILING,
  samePadding,
} from "../../../core/network/semantics.ts";
import type { WeightArray } from "../../../core/network/weights.ts";
import type { Layers } from "./layers.ts";

type NodeOf<Kind extends OperationKind> = Extract<NetworkNode, { readonly kind: Kind }>;

export interface LayerContext {
  readonly tf: typeof tfjs;
  readonly layers: Layers;
  readonly name: string;
  readonly inputs: readonly SymbolicTensor[];
  /** Shapes of the inputs and of the output at the extents that the model is made for. */
  readonly shapes: readonly FeatureShape[];
  readonly output: FeatureShape;
  readonly image: SymbolicTensor;
  readonly weight: (name: string) => WeightArray;
}

type Writer<Kind extends OperationKind> = (node: NodeOf<Kind>, context: LayerContext) => SymbolicTensor;

const convolution =
  (family: "conv" | "depthwise") =>
  ({ params }: NodeOf<"conv" | "depthwiseConv">, context: LayerContext): SymbolicTensor => {
    const { layers, name, inputs, shapes, weight } = context;
    const { size, stride, dilation, padding } = params;
    const windows = size.map((side, axis) => ({ size: side, stride: stride[axis]!, dilation: dilation[axis]! }));
    const bias = params.bias ? weight("bias") : undefined;
    const slide = (x: SymbolicTensor, look: Partial<Pick<ConvParams, "stride" | "padding">>) =>
      layers[family](name, x, weight("kernel"), { dilation, bias, ...look });
    // In 3D, TensorFlow.js takes away voxels where a kernel is smaller than its stride.
    const isUsual = windows.every((window) => reachOf(window) >= window.stride);
    const isEither = stride.every((step) => step === 1) || dilation.every((step) => step === 1);
    if (isEither && (isUsual || padding === "valid")) return slide(inputs[0]!, { stride, padding });
    const { spatial, channels } = shapes[0]!;
    const none = { before: 0, after: 0 };
    const zeros = windows.map((window, axis) => (padding === "same" ? samePadding(spatial[axis]!, window) : none));
    const sides = [zeros.map(({ before }) => before), zeros.map(({ after }) => after)] as const;
    const padded = layers.pad(`${name}_padded`, inputs[0]!, channels, ...sides);
    if (isEither) return slide(padded, { stride });
    // Nor is a dilated kernel slid by strides: every place is computed, and few are kept.
    const one = stride.map(() => 1);
    return layers.pool(`${name}_strided`, "max", slide(padded, {}), one, stride);
  };

const activations: Readonly<Record<ActivationName, string | null>> = {
  identity: null,
  relu: "relu",
  relu6: null,
  leakyRelu: null,
  elu: "elu",
  softplus: "softplus",
  tanh: "tanh",
  sigmoid: "sigmoid",
};

const asItIs = (channels: number) => [new Float32Array(channels).fill(1), new Float32Array(channels)] as const;

function cropped({ layers, name, inputs, shapes, output }: LayerContext): SymbolicTensor[] {
  return inputs.map((input, index) => {
    const { spatial, channels } = shapes[index]!;
    // Of a map that a layer takes twice, TensorFlow.js counts one use and frees it too early.
    const isFirst = inputs.indexOf(input) === index;
    const x = isFirst ? input : layers.affine(`${name}_again${index}`, input, ...asItIs(channels));
    const before = spatial.map((extent, axis) => centreOf(extent, output.spatial[axis]!));
    const after = spatial.map((extent, axis) => extent - output.spatial[axis]! - before[axis]!);
    return layers.crop(`${name}_centre${index}`, x, channels, before, after);
  });
}

/** Over space, for each sample and channel; maps of five axes are laid flat for it, which only works at fixed extents. */
function instanceNorm(isPlain: boolean, context: LayerContext): SymbolicTensor {
  const { tf, layers, name, inputs, shapes } = context;
  const { spatial, channels } = shapes[0]!;
  const isFlat = spatial.length === 2;
  const flat = [product(spatial.slice(0, -1)), spatial.at(-1)!, channels];
  const reshape = (suffix: string, x: SymbolicTensor, targetShape: number[]) =>
    layers.apply(tf.layers.reshape({ name: `${name}_${suffix}`, targetShape }), x);
  const x = isFlat ? inputs[0]! : reshape("flat", inputs[0]!, flat);
  const options = { name: `${name}_statistics`, axis: [1, 2], epsilon: NORM_EPSILON, center: false, scale: false };
  const normed = layers.apply(tf.layers.layerNormalization(options), x);
  const deep = isFlat ? normed : reshape("deep", normed, [...spatial, channels]);
  const { gamma, beta } = affineOf(isPlain, context);
  return layers.affine(name, deep, gamma.values, beta.values);
}

const product = (values: readonly number[]): number => values.reduce((result, value) => result * value, 1);

/** What a normalised map is scaled and shifted by. */
function affineOf(isPlain: boolean, { shapes, weight }: LayerContext) {
  const [one, zero] = asItIs(shapes[0]!.channels);
  const even = (values: Float32Array): Omit<WeightArray, "name"> => ({ shape: [values.length], values });
  return isPlain ? { gamma: even(one), beta: even(zero) } : { gamma: weight("gamma"), beta: weight("beta") };
}

function batchNorm(isPlain: boolean, context: LayerContext): SymbolicTensor {
  const { tf, layers, name, inputs, shapes, weight } = context;
  const { gamma, beta } = affineOf(isPlain, context);
  const [mean, variance] = [weight("mean"), weight("variance")];
  if (shapes[0]!.spatial.length === 2)
    return layers.apply(tf.layers.batchNormalization({ name, epsilon: NORM_EPSILON }), inputs[0]!, [
      gamma,
      beta,
      mean,
      variance,
    ]);
  const scale = gamma.values.map((value, c) => value / Math.sqrt(variance.values[c]! + NORM_EPSILON));
  return layers.affine(
    name,
    inputs[0]!,
    scale,
    beta.values.map((value, c) => value - mean.values[c]! * scale[c]!),
  );
}

/** How each operation of networks is made of layers: the compiler asks for all of them. */
const writers: { readonly [Kind in OperationKind]: Writer<Kind> } = {
  input: (_, { image }) => image,
  conv: convolution("conv"),
  depthwiseConv: convolution("depthwise"),
  convTranspose: ({ params: { factor, bias } }, { layers, name, inputs, weight }) =>
    layers.convTranspose(name, inputs[0]!, weight("kernel"), factor, { bias: bias ? weight("bias") : undefined }),
  norm: ({ params: { per, isPlain = false } }, context) =>
    per === "batch" ? batchNorm(isPlain, context) : instanceNorm(isPlain, context),
  activation({ params: { name: kind } }, { tf, layers, name, inputs }) {
    // A layer that hands its input on as it is has TensorFlow.js free what another layer still needs.
    if (kind === "identity") return inputs[0]!;
    const activation = activations[kind];
    const layer =
      activation !== null
        ? tf.layers.activation({ name, activation: activation as never })
        : kind === "leakyRelu"
          ? tf.layers.leakyReLU({ name, alpha: LEAKY_SLOPE })
          : tf.layers.reLU({ name, maxValue: RELU_CEILING });
    return layers.apply(layer, inputs[0]!);
  },
  softmax: (_, { tf, layers, name, inputs }) => layers.apply(tf.layers.softmax({ name, axis: -1 }), inputs[0]!),
  pool: ({ params: { type, factor } }, { layers, name, inputs }) => layers.pool(name, type, inputs[0]!, factor),
  upsample: ({ params: { type, factor } }, { layers, name, inputs, shapes }) =>
    layers[type](name, inputs[0]!, shapes[0]!.channels, factor),
  add(_, context) {
    const { tf, layers, name, shapes, output } = context;
    const maps = cropped(context).map((x, index) =>
      layers.widen(`${name}_wide${index}`, x, shapes[index]!, output.channels),
    );
    return maps.length === 1 ? maps[0]! : layers.apply(tf.layers.add({ name }), maps);
  },
  concat(_, context) {
    const maps = cropped(context);
    return maps.length === 1
      ? maps[0]!
      : context.layers.apply(context.tf.layers.concatenate({ name: context.name, axis: -1 }), maps);
  },
  dropout: (_, { inputs }) => inputs[0]!,
  crf() {
    throw new StudioError(
      "BadInput",
      "Layers models have no layer for a conditional random field; ONNX and PyTorch can say it, and so can any format of the same network without it.",
    );
  },
};

export const addLayers = (node: NetworkNode, context: LayerContext): SymbolicTensor =>
  (writers[node.kind] as (node: NetworkNode, context: LayerContext) => SymbolicTensor)(node, context);
