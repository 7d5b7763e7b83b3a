import type { NetworkTask } from "./decoded.ts";
import type { Network, NetworkNode, ScoreOutput } from "./network.ts";
import type { ActivationName, CrfParams, Penalties } from "./operations.ts";
import { leadingTo, oneOutput } from "./outputs.ts";
import type { Padding } from "./semantics.ts";

/** One number for every axis, or a number for each. */
type PerAxis = number | readonly number[];

export interface ConvLook {
  readonly kernels: number;
  readonly size: PerAxis;
  readonly stride?: PerAxis;
  readonly dilation?: PerAxis;
  readonly padding?: Padding;
  readonly bias?: boolean;
  readonly initial?: "he" | "xavier";
  readonly penalties?: Penalties | null;
}

export interface UpLook extends Pick<ConvLook, "kernels" | "bias" | "initial" | "penalties"> {
  readonly factor?: PerAxis;
}

export interface LayerLook extends ConvLook {
  readonly norm: "batch" | "instance" | "none";
  readonly activation?: ActivationName;
}

export type NetworkBuilder = ReturnType<typeof createNetworkBuilder>;

/**
 * Adds node after node to a network, in the dimension of the task's patch unless another is given. Every function gives the id of what it added; weights are
 * kept under `key`, which is the id where it is not given. What is not said is the usual: "same" padding, stride and dilation 1, a
 * bias, He's initial values.
 */
export function createNetworkBuilder({ channels, patch }: NetworkTask, dimension: 2 | 3 = patch[0] > 1 ? 3 : 2) {
  const nodes = new Map<string, NetworkNode>();
  const axes = (value: PerAxis): readonly number[] =>
    typeof value === "number" ? Array.from({ length: dimension }, () => value) : value;
  const push = (node: NetworkNode, key?: string): string => {
    nodes.set(node.id, key === undefined ? node : { ...node, weightKey: key });
    return node.id;
  };
  const window = ({
    size,
    stride = 1,
    dilation = 1,
    padding = "same",
    bias = true,
    initial = "he",
    penalties,
  }: Omit<ConvLook, "kernels">) => ({
    size: axes(size),
    stride: axes(stride),
    dilation: axes(dilation),
    padding,
    bias,
    initial,
    ...(penalties && { penalties }),
  });

  const conv = (id: string, { kernels, ...look }: ConvLook, source: string, key?: string): string =>
    push({ id, kind: "conv", params: { kernels, ...window(look) }, inputs: [source] }, key);
  const norm = (id: string, source: string, per: "batch" | "instance" = "batch", key?: string): string =>
    push({ id, kind: "norm", params: { per }, inputs: [source] }, key);
  /** A normalisation that learns no scale and no shift. */
  const plainNorm = (id: string, source: string, per: "batch" | "instance"): string =>
    push({ id, kind: "norm", params: { per, isPlain: true }, inputs: [source] });
  const activation = (id: string, source: string, name: ActivationName = "relu"): string =>
    push({ id, kind: "activation", params: { name }, inputs: [source] });

  /** Convolution, normalisation where there is one, activation. */
  const layer = (id: string, { norm: per, activation: name, ...look }: LayerLook, source: string): string => {
    const convolved = conv(`${id}/conv`, look, source);
    const normed = per === "none" ? convolved : norm(`${id}/norm`, convolved, per);
    return activation(`${id}/activation`, normed, name);
  };

  push({ id: "input", kind: "input", params: { channels }, inputs: [] });
  return {
    dimension,
    /** One number for each axis, with another one along z. */
    inPlane: (value: number, z: number): readonly number[] => (dimension === 3 ? [z, value, value] : [value, value]),
    conv,
    norm,
    plainNorm,
    activation,
    layer,
    /** A node as it stands, such as one of another network. */
    add: (node: NetworkNode): string => push(node),
    /** A conditional random field on scores, by what the image looks like. */
    crf: (id: string, params: CrfParams, scores: string): string =>
      push({ id, kind: "crf", params, inputs: [scores, "input"] }),
    softmax: (id: string, source: string): string => push({ id, kind: "softmax", params: {}, inputs: [source] }),
    depthwise: (id: string, look: Omit<ConvLook, "kernels">, source: string, key?: string): string =>
      push({ id, kind: "depthwiseConv", params: window(look), inputs: [source] }, key),
    /** Learned enlargement. */
    up: (id: string, { kernels, factor = 2, bias = true, initial = "he", penalties }: UpLook, source: string): string =>
      push({
        id,
        kind: "convTranspose",
        params: { kernels, factor: axes(factor), bias, initial, ...(penalties && { penalties }) },
        inputs: [source],
      }),
    pool: (id: string, type: "max" | "average", factor: PerAxis, source: string): string =>
      push({ id, kind: "pool", params: { type, factor: axes(factor) }, inputs: [source] }),
    enlarge: (id: string, type: "nearest" | "bilinear", factor: PerAxis, source: string): string =>
      push({ id, kind: "upsample", params: { type, factor: axes(factor) }, inputs: [source] }),
    dropout: (id: string, rate: number, source: string): string =>
      push({ id, kind: "dropout", params: { rate }, inputs: [source] }),
    concat: (id: string, inputs: readonly string[]): string => push({ id, kind: "concat", params: {}, inputs }),
    /** Of one input, that input itself. */
    sum: (id: string, inputs: readonly string[]): string =>
      inputs.length === 1 ? inputs[0]! : push({ id, kind: "add", params: {}, inputs }),
    /** The network that gives the map of a node, and of further ones that guide its training, without what those do not depend on. */
    finish: (output: string, auxiliary: readonly Omit<ScoreOutput, "role">[] = []): Network => {
      const outputs = [...oneOutput(output), ...auxiliary.map((each) => ({ ...each, role: "auxiliary" as const }))];
      const wanted = outputs.map(({ node }) => node);
      return { dimension, nodes: leadingTo(wanted, [...nodes.values()]), outputs };
    },
  };
}
