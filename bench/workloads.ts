import unet from "../src/catalog/networks/unet.ts";
import type { Network, NetworkNode } from "../src/core/network/network.ts";
import type { ConvParams } from "../src/core/network/operations.ts";
import type { Shape3 } from "../src/core/image/volume.ts";
import { oneOutput } from "../src/core/network/outputs.ts";

/** A network with the batch it is trained on; the same as in `torch_train_step.py`, under the same name. */
export interface Workload {
  readonly name: string;
  readonly network: Network;
  readonly patch: Shape3;
  readonly batch: number;
  /** `CLASSES` where it is not given. */
  readonly classes?: number;
}

export const CLASSES = 3;

export const workloads: readonly Workload[] = [
  unetWorkload("unet2d-64-b8-d3-n4", { base: 8, depth: 3 }, [1, 64, 64], 4),
  unetWorkload("unet2d-64-b16-d3-n8", { base: 16, depth: 3 }, [1, 64, 64], 8),
  unetWorkload("unet2d-128-b16-d4-n8", { base: 16, depth: 4 }, [1, 128, 128], 8),
  { name: "cells2d-64-b16-c3-n4", network: cellNetwork(16, 3), patch: [1, 64, 64], batch: 4 },
  unetWorkload("unet3d-32-b8-d2-n1", { base: 8, depth: 2 }, [32, 32, 32], 1),
];

function unetWorkload(
  name: string,
  options: { readonly base: number; readonly depth: number },
  patch: Shape3,
  batch: number,
): Workload {
  const decoded = unet.decode(options, { channels: 1, classes: CLASSES, patch });
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return { name, network: decoded.network, patch, batch };
}

/** Cells at full resolution: depthwise-separable 3 and 5, hybrid dilated 1-2-3, concatenated and joined. */
function cellNetwork(base: number, cells: number): Network {
  const nodes: NetworkNode[] = [{ id: "input", kind: "input", params: { channels: 1 }, inputs: [] }];
  const add = (node: NetworkNode): string => {
    nodes.push(node);
    return node.id;
  };
  const params = (kernels: number, size: number, changes: Partial<ConvParams> = {}): ConvParams => ({
    kernels,
    size: [size, size],
    stride: [1, 1],
    dilation: [1, 1],
    padding: "same",
    bias: false,
    initial: "he",
    ...changes,
  });
  const conv = (id: string, source: string, given: ConvParams) =>
    add({ id, kind: "conv", params: given, inputs: [source] });
  const finish = (id: string, source: string) => {
    const normed = add({ id: `${id}/norm`, kind: "norm", params: { per: "batch" }, inputs: [source] });
    return add({ id: `${id}/activation`, kind: "activation", params: { name: "relu" }, inputs: [normed] });
  };
  const separable = (id: string, source: string, size: number) => {
    const spread = add({ id: `${id}/depthwise`, kind: "depthwiseConv", params: params(base, size), inputs: [source] });
    return finish(id, conv(`${id}/pointwise`, spread, params(base, 1)));
  };
  const dilated = (id: string, source: string) =>
    [1, 2, 3].reduce(
      (from, dilation) =>
        finish(
          `${id}/${dilation}`,
          conv(`${id}/${dilation}/conv`, from, params(base, 3, { dilation: [dilation, dilation] })),
        ),
      source,
    );
  const cell = (id: string, source: string) => {
    const branches = [
      separable(`${id}/sep3`, source, 3),
      separable(`${id}/sep5`, source, 5),
      dilated(`${id}/hdc`, source),
    ];
    return conv(
      `${id}/join`,
      add({ id: `${id}/concat`, kind: "concat", params: {}, inputs: branches }),
      params(base, 1),
    );
  };
  let last = conv("stem", "input", params(base, 3, { bias: true }));
  for (let index = 0; index < cells; index++) last = cell(`cell${index}`, last);
  const output = conv("head", last, params(CLASSES, 1, { bias: true }));
  return { dimension: 2, nodes, outputs: oneOutput(output) };
}
