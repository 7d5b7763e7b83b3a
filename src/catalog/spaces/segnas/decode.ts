import { createNetworkBuilder, type NetworkBuilder } from "../../../core/network/builder.ts";
import type { Network } from "../../../core/network/network.ts";
import type { Shape3 } from "../../../core/image/volume.ts";
import type { Decoded, SpaceTask } from "../../../core/space/space.ts";
import { BLOCK_OPERATIONS, blockEdges, blockFault, faultText, NONE, SKIP, type BlockEdge } from "./block.ts";
import type { SegnasSpec } from "./axes.ts";

/** Builds the network of a configuration (spec 4.4); illegal where the block's graph is. A patch that cannot be halved often enough grows. */
export function decodeSpec(spec: SegnasSpec, dropout: number, task: SpaceTask): Decoded {
  const fault = blockFault(spec.nodes, spec.operations);
  if (fault) return { illegal: { kind: "structure", because: faultText(fault), range: "operations" } };
  const network = buildNetwork(spec, dropout, task);
  const patch = padded(task.patch, 2 ** spec.p);
  return patch.every((extent, axis) => extent === task.patch[axis]) ? { network } : { network, patch };
}

/** Every extent rounded up to a multiple; depth 1 stays 1 (spec 4.9: an input that is not divisible is padded). */
const padded = (patch: Shape3, multiple: number): Shape3 =>
  patch.map((extent, axis) =>
    axis === 0 && extent === 1 ? 1 : Math.ceil(extent / multiple) * multiple,
  ) as unknown as Shape3;

/** The network so far, and the configuration that it is built from. */
interface Building {
  readonly builder: NetworkBuilder;
  readonly spec: SegnasSpec;
  readonly dropout: number;
}

function buildNetwork(spec: SegnasSpec, dropout: number, task: SpaceTask): Network {
  const builder = createNetworkBuilder(task);
  const building: Building = { builder, spec, dropout };
  const { n, p, sup } = spec;
  const channels = (level: number) => n * 2 ** level;
  const skips: string[] = [];
  let [last, width] = ["input", task.channels];
  for (let level = 0; level < p; level++) {
    skips.push(megaBlock(building, `encoder/block${level}`, last, width, channels(level)));
    const below = level + 1 < p ? `encoder/block${level + 1}` : "bottleneck/block0";
    last = builder.pool(`${below}/pool`, "max", 2, skips[level]!);
    width = channels(level);
  }
  last = megaBlock(building, "bottleneck/block0", last, width, channels(p));
  const scores: string[] = [];
  for (let level = p - 1; level >= 0; level--) {
    const id = `decoder/block${level}`;
    const up = builder.enlarge(`${id}/up`, "nearest", 2, last);
    const merged = builder.concat(`${id}/merge`, [skips[level]!, up]);
    last = megaBlock(building, id, merged, channels(level) + channels(level + 1), channels(level));
    if (sup === 1 && level > 0) scores.push(sideScores(builder, level, last, task.classes));
  }
  const head = builder.conv("predictor", { kernels: task.classes, size: 1 }, last);
  return builder.finish(builder.sum("supervision/sum", [head, ...scores]));
}

/** Deep supervision: class scores of a coarser level, enlarged to full size. */
function sideScores(builder: NetworkBuilder, level: number, source: string, classes: number): string {
  const id = `supervision/level${level}`;
  const scores = builder.conv(`${id}/conv`, { kernels: classes, size: 1 }, source);
  return builder.enlarge(`${id}/up`, "nearest", 2 ** level, scores);
}

/** The block's graph, spatial dropout, and the block's input added where blocks are residual (spec 4.4, build step 6). */
function megaBlock({ builder, spec, dropout }: Building, id: string, source: string, from: number, to: number): string {
  const values: string[] = [source];
  const edges = blockEdges(spec.nodes, spec.operations).filter(({ operation }) => operation !== NONE);
  for (let node = 1; node < spec.nodes; node++) {
    const terms = edges
      .filter((edge) => edge.to === node)
      .map((edge) => blockEdge(builder, id, edge, values[edge.from]!, edge.from === 0 ? from : to, to));
    values.push(builder.sum(`${id}/node${node}`, terms));
  }
  const last = values.at(-1)!;
  const dropped = dropout > 0 ? builder.dropout(`${id}/dropout`, dropout, last) : last;
  return spec.res === 0
    ? dropped
    : builder.sum(`${id}/residual`, [dropped, projection(builder, `${id}/shortcut`, source, from, to)]);
}

/** Convolution, batch normalisation and ReLU, or a skip. */
function blockEdge(
  builder: NetworkBuilder,
  block: string,
  { from: start, to: end, operation }: BlockEdge,
  source: string,
  from: number,
  to: number,
): string {
  const id = `${block}/edge${start}${end}`;
  if (operation === SKIP) return projection(builder, id, source, from, to);
  const { size, dilation } = BLOCK_OPERATIONS[operation] as { readonly size: number; readonly dilation: number };
  return builder.layer(id, { kernels: to, size, dilation, norm: "batch" }, source);
}

/** The same map where the channels are equal, else a pointwise convolution without activation. */
const projection = (builder: NetworkBuilder, id: string, source: string, from: number, to: number): string =>
  from === to ? source : builder.conv(`${id}/project`, { kernels: to, size: 1 }, source);
