import type { NetworkNode } from "../../../core/network/network.ts";
import type { ActivationName, OperationKind } from "../../../core/network/operations.ts";
import { LEAKY_SLOPE, NORM_EPSILON, reachOf, RELU_CEILING } from "../../../core/network/semantics.ts";
import type { WeightArray } from "../../../core/network/weights.ts";
import { channelsFirst, depthwiseFirst } from "../kernels.ts";
import type { OnnxContext } from "./context.ts";
import type { Attributes } from "./graph.ts";
import { writeField } from "./field.ts";
import { cropped, widened } from "./joining.ts";

type NodeOf<Kind extends OperationKind> = Extract<NetworkNode, { readonly kind: Kind }>;

/** Adds a node to the graph; gives the name of its map. */
type Writer<Kind extends OperationKind> = (node: NodeOf<Kind>, context: OnnxContext) => string;

const only = ({ inputs }: OnnxContext): string => inputs[0]!.name;

const constant = ({ graph }: OnnxContext, { name, shape, values }: WeightArray): string =>
  graph.floats(name, shape, values);

const kernelOf = (context: OnnxContext, turned = channelsFirst): string =>
  constant(context, turned(context.weight("kernel")));

const biasOf = (hasBias: boolean, context: OnnxContext): readonly string[] =>
  hasBias ? [constant(context, context.weight("bias"))] : [];

const convolution =
  (isDepthwise: boolean) =>
  ({ id, params }: NodeOf<"conv" | "depthwiseConv">, context: OnnxContext): string => {
    const { input, pads } = padded(id, params, context);
    const kernel = kernelOf(context, isDepthwise ? depthwiseFirst : channelsFirst);
    return context.graph.node(id, "Conv", [input, kernel, ...biasOf(params.bias, context)], {
      kernel_shape: params.size,
      strides: params.stride,
      dilations: params.dilation,
      pads,
      group: isDepthwise ? context.inputs[0]!.channels : 1,
    });
  };

/** Zeros of "same": as many as the kernel asks for, or, behind a stride, as the extents of the image turn out to want. */
function padded(
  id: string,
  { size, stride, dilation, padding }: NodeOf<"depthwiseConv">["params"],
  context: OnnxContext,
): { readonly input: string; readonly pads: readonly number[] } {
  const reaches = size.map((_, axis) => reachOf({ size: size[axis]!, dilation: dilation[axis]! }));
  const none = [...size, ...size].map(() => 0);
  if (padding === "valid") return { input: only(context), pads: none };
  if (stride.some((step) => step > 1)) return { input: paddedToStride(id, reaches, stride, context), pads: none };
  const before = reaches.map((reach) => Math.floor((reach - 1) / 2));
  return { input: only(context), pads: [...before, ...reaches.map((reach, axis) => reach - 1 - before[axis]!)] };
}

function paddedToStride(
  id: string,
  reaches: readonly number[],
  stride: readonly number[],
  context: OnnxContext,
): string {
  const { graph } = context;
  const step = (name: string, opType: string, inputs: readonly string[], attributes: Attributes = {}) =>
    graph.node(`${id}/padding/${name}`, opType, inputs, attributes);
  const whole = (name: string, values: readonly number[]) => graph.whole(`${id}/padding/${name}`, values);
  const strides = whole("stride", stride);
  const extents = step("extents", "Shape", [only(context)], { start: 2 });
  // (ceil(extent / stride) - 1) · stride = floor((extent - 1) / stride) · stride
  const last = step("last", "Sub", [extents, graph.whole("constants/one", [1])]);
  const starts = step("start", "Mul", [step("steps", "Div", [last, strides]), strides]);
  const wanted = step("wanted", "Add", [starts, whole("reach", reaches)]);
  const missing = step("missing", "Max", [step("short", "Sub", [wanted, extents]), graph.whole("constants/zero", [0])]);
  const before = step("before", "Div", [missing, graph.whole("constants/two", [2])]);
  const after = step("after", "Sub", [missing, before]);
  const none = graph.whole("constants/none", [0, 0]);
  const pads = step("pads", "Concat", [none, before, none, after], { axis: 0 });
  return step("padded", "Pad", [only(context), pads]);
}

const activations: Readonly<Record<ActivationName, { readonly opType: string; readonly attributes?: Attributes }>> = {
  identity: { opType: "Identity" },
  relu: { opType: "Relu" },
  relu6: { opType: "Clip" },
  leakyRelu: { opType: "LeakyRelu", attributes: { alpha: { real: LEAKY_SLOPE } } },
  elu: { opType: "Elu", attributes: { alpha: { real: 1 } } },
  softplus: { opType: "Softplus" },
  tanh: { opType: "Tanh" },
  sigmoid: { opType: "Sigmoid" },
};

const RESIZE = {
  nearest: { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" },
  bilinear: { mode: "linear", coordinate_transformation_mode: "half_pixel" },
} as const;

/**
 * A map less its mean over space. ONNX Runtime takes an instance's mean off last, from scaled values: where few voxels differ little
 * that costs all but the first digits.
 */
function centredOverSpace(id: string, context: OnnxContext): string {
  const mean = context.graph.node(`${id}/mean`, "GlobalAveragePool", [only(context)]);
  return context.graph.node(`${id}/centred`, "Sub", [only(context), mean]);
}

/** How each operation of networks is written: the compiler asks for all of them. */
const writers: { readonly [Kind in OperationKind]: Writer<Kind> } = {
  input: (_, { image }) => image,
  conv: convolution(false),
  depthwiseConv: convolution(true),
  convTranspose: ({ id, params: { factor, bias } }, context) =>
    context.graph.node(id, "ConvTranspose", [only(context), kernelOf(context), ...biasOf(bias, context)], {
      kernel_shape: factor,
      strides: factor,
    }),
  norm({ id, params: { per, isPlain } }, context) {
    const { channels } = context.inputs[0]!;
    const even = (name: string, value: number): WeightArray => ({
      name: `${id}/${name}`,
      shape: [channels],
      values: new Float32Array(channels).fill(value),
    });
    const affine = isPlain ? [even("gamma", 1), even("beta", 0)] : ["gamma", "beta"].map(context.weight);
    const [gamma, beta] = affine.map((weight) => constant(context, weight));
    const epsilon = { epsilon: { real: NORM_EPSILON } };
    if (per === "instance") {
      const centred = centredOverSpace(id, context);
      return context.graph.node(id, "InstanceNormalization", [centred, gamma!, beta!], epsilon);
    }
    const running = ["mean", "variance"].map((name) => constant(context, context.weight(name)));
    return context.graph.node(id, "BatchNormalization", [only(context), gamma!, beta!, ...running], epsilon);
  },
  activation({ id, params: { name } }, context) {
    const { opType, attributes } = activations[name];
    const bounds =
      name === "relu6"
        ? [
            context.graph.floats("constants/relu6/low", [], Float32Array.of(0)),
            context.graph.floats("constants/relu6/high", [], Float32Array.of(RELU_CEILING)),
          ]
        : [];
    return context.graph.node(id, opType, [only(context), ...bounds], attributes);
  },
  softmax: ({ id }, context) => context.graph.node(id, "Softmax", [only(context)], { axis: 1 }),
  pool: ({ id, params: { type, factor } }, context) =>
    context.graph.node(id, type === "max" ? "MaxPool" : "AveragePool", [only(context)], {
      kernel_shape: factor,
      strides: factor,
    }),
  upsample({ id, params: { type, factor } }, context) {
    const scales = context.graph.floats(`${id}/scales`, [factor.length + 2], Float32Array.from([1, 1, ...factor]));
    return context.graph.node(id, "Resize", [only(context), "", scales], RESIZE[type]);
  },
  add({ id }, { graph, inputs }) {
    const channels = Math.max(...inputs.map((input) => input.channels));
    const maps = cropped(graph, id, inputs).map((name, index) =>
      widened(graph, `${id}/wide${index}`, { ...inputs[index]!, name }, channels),
    );
    return graph.node(id, "Sum", maps);
  },
  concat: ({ id }, { graph, inputs }) => graph.node(id, "Concat", cropped(graph, id, inputs), { axis: 1 }),
  dropout: (_, context) => only(context),
  crf: writeField,
};

export function writeOperation(node: NetworkNode, context: OnnxContext): string {
  return (writers[node.kind] as (node: NetworkNode, context: OnnxContext) => string)(node, context);
}
