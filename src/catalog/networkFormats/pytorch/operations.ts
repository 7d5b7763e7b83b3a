import type { FeatureShape, NetworkNode } from "../../../core/network/network.ts";
import type { ActivationName, OperationKind } from "../../../core/network/operations.ts";
import {
  LEAKY_SLOPE,
  NORM_EPSILON,
  reachOf,
  RELU_CEILING,
  samePadding,
  STATISTICS_SHARE,
} from "../../../core/network/semantics.ts";
import { tuple } from "../python.ts";

type NodeOf<Kind extends OperationKind> = Extract<NetworkNode, { readonly kind: Kind }>;

/** Functions that a module needs beside its layers. */
export type Helper = "padded" | "crop" | "added" | "instance_norm" | "field";

export interface TorchLine {
  /** What makes its layer, where it has weights: the right side of an assignment. */
  readonly layer?: string;
  /** What computes its map. */
  readonly forward: string;
  readonly helpers?: readonly Helper[];
}

export interface TorchContext {
  readonly inputs: readonly string[];
  readonly shapes: readonly FeatureShape[];
  /** Whether the inputs are equally large whatever the image is. */
  readonly areAlike: boolean;
  /** The layer, such as self.encoder_conv. */
  readonly layer: string;
  readonly dimension: 2 | 3;
}

const convolution =
  (isDepthwise: boolean) =>
  ({ params }: NodeOf<"conv" | "depthwiseConv">, { inputs, shapes, layer, dimension }: TorchContext): TorchLine => {
    const [input] = inputs;
    const { channels } = shapes[0]!;
    const kernels = "kernels" in params ? params.kernels : channels;
    const padding = paddingOf(params);
    const parts = [
      channels,
      kernels,
      tuple(params.size),
      ...(params.stride.some((step) => step > 1) ? [`stride=${tuple(params.stride)}`] : []),
      ...(padding.always?.some((zeros) => zeros > 0) ? [`padding=${tuple(padding.always)}`] : []),
      ...(params.dilation.some((step) => step > 1) ? [`dilation=${tuple(params.dilation)}`] : []),
      ...(isDepthwise ? [`groups=${channels}`] : []),
      ...(params.bias ? [] : ["bias=False"]),
    ];
    const made = `nn.Conv${dimension}d(${parts.join(", ")})`;
    if (padding.always) return { layer: made, forward: `${layer}(${input})` };
    const reach = params.size.map((size, axis) => reachOf({ size, dilation: params.dilation[axis]! }));
    const padded = `padded(${input}, reach=(${reach.join(", ")}), stride=(${params.stride.join(", ")}))`;
    return { layer: made, forward: `${layer}(${padded})`, helpers: ["padded"] };
  };

/** Zeros on both sides of each axis where they are as many before as behind, whatever the extents; null else. */
function paddingOf({ size, stride, dilation, padding }: NodeOf<"depthwiseConv">["params"]): {
  readonly always: readonly number[] | null;
} {
  if (padding === "valid") return { always: size.map(() => 0) };
  if (stride.some((step) => step > 1)) return { always: null };
  const zeros = size.map((side, axis) => samePadding(side, { size: side, stride: 1, dilation: dilation[axis]! }));
  return { always: zeros.every(({ before, after }) => before === after) ? zeros.map(({ before }) => before) : null };
}

const activations: Readonly<Record<ActivationName, (input: string) => string>> = {
  identity: (input) => input,
  relu: (input) => `F.relu(${input})`,
  relu6: (input) => `${input}.clamp(0, ${RELU_CEILING})`,
  leakyRelu: (input) => `F.leaky_relu(${input}, ${LEAKY_SLOPE})`,
  elu: (input) => `F.elu(${input})`,
  softplus: (input) => `F.softplus(${input})`,
  tanh: (input) => `torch.tanh(${input})`,
  sigmoid: (input) => `torch.sigmoid(${input})`,
};

const cropped = ({ inputs, areAlike }: TorchContext): string =>
  areAlike ? `[${inputs.join(", ")}]` : `crop([${inputs.join(", ")}])`;

const cropHelper = ({ areAlike }: TorchContext): readonly Helper[] => (areAlike ? [] : ["crop"]);

type Writer<Kind extends OperationKind> = (node: NodeOf<Kind>, context: TorchContext) => TorchLine;

/** How each operation of networks is said in PyTorch: the compiler asks for all of them. */
const writers: { readonly [Kind in OperationKind]: Writer<Kind> } = {
  input: () => ({ forward: "normalised(image)" }),
  conv: convolution(false),
  depthwiseConv: convolution(true),
  convTranspose: ({ params: { kernels, factor, bias } }, { inputs, shapes, layer, dimension }) => ({
    layer: `nn.ConvTranspose${dimension}d(${shapes[0]!.channels}, ${kernels}, ${tuple(factor)}, stride=${tuple(factor)}${bias ? "" : ", bias=False"})`,
    forward: `${layer}(${inputs[0]})`,
  }),
  norm: ({ params: { per, isPlain } }, { inputs, shapes, layer, dimension }) => ({
    layer:
      per === "batch"
        ? `nn.BatchNorm${dimension}d(${shapes[0]!.channels}, eps=${NORM_EPSILON}, momentum=${STATISTICS_SHARE}${isPlain ? ", affine=False" : ""})`
        : `nn.InstanceNorm${dimension}d(${shapes[0]!.channels}, eps=${NORM_EPSILON}, affine=${isPlain ? "False" : "True"})`,
    ...(per === "batch"
      ? { forward: `${layer}(${inputs[0]})` }
      : { forward: `instance_norm(${layer}, ${inputs[0]})`, helpers: ["instance_norm"] }),
  }),
  activation: ({ params: { name } }, { inputs }) => ({ forward: activations[name](inputs[0]!) }),
  softmax: (_, { inputs }) => ({ forward: `torch.softmax(${inputs[0]}, dim=1)` }),
  pool: ({ params: { type, factor } }, { inputs, dimension }) => ({
    forward: `F.${type === "max" ? "max" : "avg"}_pool${dimension}d(${inputs[0]}, ${tuple(factor)})`,
  }),
  upsample: ({ params: { type, factor } }, { inputs, dimension }) => ({
    forward:
      type === "nearest"
        ? `F.interpolate(${inputs[0]}, scale_factor=${tuple(factor)}, mode="nearest")`
        : `F.interpolate(${inputs[0]}, scale_factor=${tuple(factor)}, mode="${dimension === 3 ? "trilinear" : "bilinear"}", align_corners=False)`,
  }),
  add(_, context) {
    const { shapes, inputs } = context;
    const areEqual = shapes.every(({ channels }) => channels === shapes[0]!.channels);
    if (areEqual && context.areAlike) return { forward: inputs.join(" + ") };
    return areEqual
      ? { forward: `sum(${cropped(context)})`, helpers: cropHelper(context) }
      : { forward: `added(${cropped(context)})`, helpers: ["added", ...cropHelper(context)] };
  },
  concat: (_, context) => ({ forward: `torch.cat(${cropped(context)}, dim=1)`, helpers: cropHelper(context) }),
  dropout: ({ params: { rate } }, { inputs, dimension }) => ({
    forward: `F.dropout${dimension}d(${inputs[0]}, ${rate}, self.training)`,
  }),
  crf: ({ params: { window, voxel, alpha, beta, gamma, steps, predictionSteps } }, context) => ({
    layer: `Field(${[
      context.shapes[0]!.channels,
      `window=(${window.join(", ")})`,
      `voxel=(${voxel.join(", ")})`,
      `alpha=${alpha}`,
      `beta=${beta}`,
      `gamma=${gamma}`,
      `steps=${steps}`,
      `prediction_steps=${predictionSteps}`,
    ].join(", ")})`,
    forward: `${context.layer}(*${cropped(context)})`,
    helpers: ["field", ...cropHelper(context)],
  }),
};

export const torchLine = (node: NetworkNode, context: TorchContext): TorchLine =>
  (writers[node.kind] as (node: NetworkNode, context: TorchContext) => TorchLine)(node, context);
