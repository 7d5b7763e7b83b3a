import { undivided, type NetworkTask } from "../../core/network/decoded.ts";
import type { CatalogNetwork } from "../../core/network/catalogNetwork.ts";
import type { Network, NetworkNode } from "../../core/network/network.ts";
import type { ConvParams } from "../../core/network/operations.ts";
import { checkedValues, choice, int } from "../../core/options.ts";

const options = {
  base: int("Base kernels", 1, 256, 8),
  depth: int("Poolings", 1, 6, 3),
  norm: choice("Normalisation", ["batch", "instance", "none"], "batch"),
  up: choice("Up-sampling", ["nearest", "transposed"], "nearest"),
};

/**
 * U-Net (Ronneberger et al. 2015; spec 5) with "same" padding: two 3×3 convolutions a level, max pooling, concatenated skips.
 * `up: transposed, norm: none, base: 64, depth: 4` is the published network (31 030 658 parameters for 1 → 2).
 */
export default {
  id: "unet",
  label: "U-Net",
  options,
  decode(values, task) {
    const { base, depth, norm, up } = checkedValues("unet", options, values);
    const illegal = undivided(task, depth);
    if (illegal) return { illegal };
    return { network: buildUnet({ base, depth, norm: norm as Norm, up: up as Up }, task, task.patch[0] > 1 ? 3 : 2) };
  },
} satisfies CatalogNetwork;

type Norm = "batch" | "instance" | "none";
type Up = "nearest" | "transposed";

interface UnetOptions {
  readonly base: number;
  readonly depth: number;
  readonly norm: Norm;
  readonly up: Up;
}

function buildUnet({ base, depth, norm, up }: UnetOptions, task: NetworkTask, dimension: 2 | 3): Network {
  const nodes: NetworkNode[] = [{ id: "input", kind: "input", params: { channels: task.channels }, inputs: [] }];
  const each = (value: number) => Array.from({ length: dimension }, () => value);
  const add = (node: NetworkNode): string => {
    nodes.push(node);
    return node.id;
  };
  const conv = (kernels: number, size: number, bias: boolean): ConvParams => ({
    kernels,
    size: each(size),
    stride: each(1),
    dilation: each(1),
    padding: "same",
    bias,
    initial: "he",
  });

  const layer = (id: string, kernels: number, source: string): string => {
    const convolved = add({
      id: `${id}/conv`,
      kind: "conv",
      params: conv(kernels, 3, norm === "none"),
      inputs: [source],
    });
    const normed =
      norm === "none" ? convolved : add({ id: `${id}/norm`, kind: "norm", params: { per: norm }, inputs: [convolved] });
    return add({ id: `${id}/activation`, kind: "activation", params: { name: "relu" }, inputs: [normed] });
  };
  const block = (id: string, kernels: number, source: string): string =>
    layer(`${id}/conv1`, kernels, layer(`${id}/conv0`, kernels, source));
  const enlarge = (id: string, kernels: number, source: string): string =>
    up === "nearest"
      ? add({ id: `${id}/up`, kind: "upsample", params: { type: "nearest", factor: each(2) }, inputs: [source] })
      : add({
          id: `${id}/up`,
          kind: "convTranspose",
          params: { kernels, factor: each(2), bias: true, initial: "he" },
          inputs: [source],
        });

  const skips: string[] = [];
  let previous = "input";
  for (let level = 0; level < depth; level++) {
    const skip = block(`encoder/block${level}`, base * 2 ** level, previous);
    skips.push(skip);
    previous = add({
      id: `${level + 1 < depth ? `encoder/block${level + 1}` : "bottleneck/block0"}/pool`,
      kind: "pool",
      params: { type: "max", factor: each(2) },
      inputs: [skip],
    });
  }
  previous = block("bottleneck/block0", base * 2 ** depth, previous);
  for (let level = depth - 1; level >= 0; level--) {
    const id = `decoder/block${level}`;
    const enlarged = enlarge(id, base * 2 ** level, previous);
    const merged = add({ id: `${id}/merge`, kind: "concat", params: {}, inputs: [skips[level]!, enlarged] });
    previous = block(id, base * 2 ** level, merged);
  }
  add({ id: "predictor", kind: "conv", params: conv(task.classes, 1, true), inputs: [previous] });
  return { dimension, nodes, output: "predictor" };
}
