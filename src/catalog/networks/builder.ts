import type { Network, NetworkNode } from "../../core/network/network.ts";
import type { ActivationName } from "../../core/network/operations.ts";
import type { NetworkTask } from "../../core/network/decoded.ts";

interface LayerLook {
  readonly activation: ActivationName;
  /** Extent of a layer's kernel. */
  readonly size: number;
  /** Whether a layer normalises over the batch before it activates. */
  readonly hasNorm: boolean;
}

interface ConvLook {
  readonly kernels: number;
  readonly size: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly bias?: boolean;
}

/** Adds nodes with "same" padding in the dimension of the task's patch; every function gives the id of what it added. */
export function createNetworkBuilder(
  task: NetworkTask,
  { activation: name, size, hasNorm }: LayerLook = { activation: "relu", size: 3, hasNorm: true },
) {
  const nodes: NetworkNode[] = [{ id: "input", kind: "input", params: { channels: task.channels }, inputs: [] }];
  const dimension = task.patch[0] > 1 ? 3 : 2;
  const each = (value: number): readonly number[] => Array.from({ length: dimension }, () => value);
  const push = (node: NetworkNode): string => {
    nodes.push(node);
    return node.id;
  };
  const conv = (
    id: string,
    { kernels, size: extent, stride = 1, dilation = 1, bias = true }: ConvLook,
    source: string,
  ): string =>
    push({
      id,
      kind: "conv",
      params: {
        kernels,
        size: each(extent),
        stride: each(stride),
        dilation: each(dilation),
        padding: "same",
        bias,
        initial: "he",
      },
      inputs: [source],
    });
  const norm = (id: string, source: string): string =>
    push({ id, kind: "norm", params: { per: "batch" }, inputs: [source] });
  const activation = (id: string, source: string): string =>
    push({ id, kind: "activation", params: { name }, inputs: [source] });
  return {
    conv,
    norm,
    activation,
    /** Convolution, batch normalisation where layers have it, activation. */
    layer: (id: string, kernels: number, source: string): string => {
      const convolved = conv(`${id}/conv`, { kernels, size }, source);
      const normed = hasNorm ? norm(`${id}/norm`, convolved) : convolved;
      return activation(`${id}/activation`, normed);
    },
    pool: (id: string, source: string): string =>
      push({ id, kind: "pool", params: { type: "max", factor: each(2) }, inputs: [source] }),
    /** Means over windows, and their enlargement, with a factor for each axis. */
    average: (id: string, factor: readonly number[], source: string): string =>
      push({ id, kind: "pool", params: { type: "average", factor }, inputs: [source] }),
    enlarge: (id: string, factor: readonly number[], source: string): string =>
      push({ id, kind: "upsample", params: { type: "bilinear", factor }, inputs: [source] }),
    dropout: (id: string, rate: number, source: string): string =>
      push({ id, kind: "dropout", params: { rate }, inputs: [source] }),
    up: (id: string, kernels: number, source: string, bias: boolean): string =>
      push({ id, kind: "convTranspose", params: { kernels, factor: each(2), bias, initial: "he" }, inputs: [source] }),
    concat: (id: string, inputs: readonly string[]): string => push({ id, kind: "concat", params: {}, inputs }),
    add: (id: string, inputs: readonly string[]): string => push({ id, kind: "add", params: {}, inputs }),
    finish: (output: string): Network => ({ dimension, nodes, output }),
  };
}
