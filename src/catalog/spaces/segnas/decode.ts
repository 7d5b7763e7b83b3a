import type { Network, NetworkNode } from "../../../core/network/network.ts";
import type { ConvParams } from "../../../core/network/operations.ts";
import type { Shape3 } from "../../../core/image/volume.ts";
import type { Decoded, SpaceTask } from "../../../core/space/space.ts";
import { BLOCK_OPERATIONS, blockEdges, blockFault, faultText, NONE, SKIP, type BlockEdge } from "./block.ts";
import type { SegnasSpec } from "./axes.ts";

/** Builds the network of a configuration (spec 4.4); illegal where the block's graph is. A patch that cannot be halved often enough grows. */
export function decodeSpec(spec: SegnasSpec, dropout: number, task: SpaceTask): Decoded {
  const fault = blockFault(spec.nodes, spec.operations);
  if (fault) return { illegal: { kind: "structure", because: faultText(fault), range: "operations" } };
  const network = buildNetwork(spec, dropout, task, task.patch[0] > 1 ? 3 : 2);
  const patch = padded(task.patch, 2 ** spec.p);
  return patch.every((extent, axis) => extent === task.patch[axis]) ? { network } : { network, patch };
}

/** Every extent rounded up to a multiple; depth 1 stays 1 (spec 4.9: an input that is not divisible is padded). */
const padded = (patch: Shape3, multiple: number): Shape3 =>
  patch.map((extent, axis) =>
    axis === 0 && extent === 1 ? 1 : Math.ceil(extent / multiple) * multiple,
  ) as unknown as Shape3;

interface Builder {
  readonly spec: SegnasSpec;
  readonly dropout: number;
  readonly dimension: 2 | 3;
  /** Adds a node and gives its id. */
  readonly add: (node: NetworkNode) => string;
}

const each = ({ dimension }: Builder, value: number): readonly number[] =>
  Array.from({ length: dimension }, () => value);

function buildNetwork(spec: SegnasSpec, dropout: number, task: SpaceTask, dimension: 2 | 3): Network {
  const nodes: NetworkNode[] = [{ id: "input", kind: "input", params: { channels: task.channels }, inputs: [] }];
  const builder: Builder = {
    spec,
    dropout,
    dimension,
    add: (node) => {
      nodes.push(node);
      return node.id;
    },
  };
  const { n, p, sup } = spec;
  const channels = (level: number) => n * 2 ** level;
  const skips: string[] = [];
  let [last, width] = ["input", task.channels];
  for (let level = 0; level < p; level++) {
    skips.push(megaBlock(builder, `encoder/block${level}`, last, width, channels(level)));
    last = builder.add({
      id: `${level + 1 < p ? `encoder/block${level + 1}` : "bottleneck/block0"}/pool`,
      kind: "pool",
      params: { type: "max", factor: each(builder, 2) },
      inputs: [skips[level]!],
    });
    width = channels(level);
  }
  last = megaBlock(builder, "bottleneck/block0", last, width, channels(p));
  const scores: string[] = [];
  for (let level = p - 1; level >= 0; level--) {
    const id = `decoder/block${level}`;
    const up = builder.add({
      id: `${id}/up`,
      kind: "upsample",
      params: { type: "nearest", factor: each(builder, 2) },
      inputs: [last],
    });
    const merged = builder.add({ id: `${id}/merge`, kind: "concat", params: {}, inputs: [skips[level]!, up] });
    last = megaBlock(builder, id, merged, channels(level) + channels(level + 1), channels(level));
    if (sup === 1 && level > 0) scores.push(sideScores(builder, level, last, task.classes));
  }
  const head = builder.add({
    id: "predictor",
    kind: "conv",
    params: conv(builder, task.classes, 1, 1),
    inputs: [last],
  });
  const output =
    scores.length > 0
      ? builder.add({ id: "supervision/sum", kind: "add", params: {}, inputs: [head, ...scores] })
      : head;
  return { dimension, nodes, output };
}

const conv = (builder: Builder, kernels: number, size: number, dilation: number): ConvParams => ({
  kernels,
  size: each(builder, size),
  stride: each(builder, 1),
  dilation: each(builder, dilation),
  padding: "same",
  bias: true,
  initial: "he",
});

/** Deep supervision: class scores of a coarser level, enlarged to full size. */
function sideScores(builder: Builder, level: number, source: string, classes: number): string {
  const id = `supervision/level${level}`;
  const scores = builder.add({
    id: `${id}/conv`,
    kind: "conv",
    params: conv(builder, classes, 1, 1),
    inputs: [source],
  });
  return builder.add({
    id: `${id}/up`,
    kind: "upsample",
    params: { type: "nearest", factor: each(builder, 2 ** level) },
    inputs: [scores],
  });
}

/** The block's graph, spatial dropout, and the block's input added where blocks are residual (spec 4.4, build step 6). */
function megaBlock(builder: Builder, id: string, source: string, from: number, to: number): string {
  const { spec, dropout, add } = builder;
  const values: string[] = [source];
  const edges = blockEdges(spec.nodes, spec.operations).filter(({ operation }) => operation !== NONE);
  for (let node = 1; node < spec.nodes; node++) {
    const terms = edges
      .filter((edge) => edge.to === node)
      .map((edge) => blockEdge(builder, id, edge, values[edge.from]!, edge.from === 0 ? from : to, to));
    values.push(
      terms.length === 1 ? terms[0]! : add({ id: `${id}/node${node}`, kind: "add", params: {}, inputs: terms }),
    );
  }
  const dropped =
    dropout > 0
      ? add({ id: `${id}/dropout`, kind: "dropout", params: { rate: dropout }, inputs: [values.at(-1)!] })
      : values.at(-1)!;
  if (spec.res === 0) return dropped;
  return add({
    id: `${id}/residual`,
    kind: "add",
    params: {},
    inputs: [dropped, projection(builder, `${id}/shortcut`, source, from, to)],
  });
}

/** Convolution, batch normalisation and ReLU, or a skip. */
function blockEdge(
  builder: Builder,
  block: string,
  { from: start, to: end, operation }: BlockEdge,
  source: string,
  from: number,
  to: number,
): string {
  const id = `${block}/edge${start}${end}`;
  if (operation === SKIP) return projection(builder, id, source, from, to);
  const { size, dilation } = BLOCK_OPERATIONS[operation] as { readonly size: number; readonly dilation: number };
  const convolved = builder.add({
    id: `${id}/conv`,
    kind: "conv",
    params: conv(builder, to, size, dilation),
    inputs: [source],
  });
  const normed = builder.add({ id: `${id}/norm`, kind: "norm", params: { per: "batch" }, inputs: [convolved] });
  return builder.add({ id: `${id}/activation`, kind: "activation", params: { name: "relu" }, inputs: [normed] });
}

/** The same map where the channels are equal, else a pointwise convolution without activation. */
function projection(builder: Builder, id: string, source: string, from: number, to: number): string {
  return from === to
    ? source
    : builder.add({ id: `${id}/project`, kind: "conv", params: conv(builder, to, 1, 1), inputs: [source] });
}
