import type { Network, NetworkNode } from "../../../core/network/network.ts";
import type { Shape3 } from "../../../core/image/volume.ts";
import { cannotBeHalved, type Illegality } from "../../../core/network/decoded.ts";
import type { ConvParams, Penalties } from "../../../core/network/operations.ts";
import type { Decoded, SpaceTask } from "../../../core/space/space.ts";
import { analyse } from "../../../core/network/analysis.ts";
import { StudioError } from "../../../core/errors.ts";
import type { ModuleTreeSettings } from "./settings.ts";
import {
  blockId,
  blocksOf,
  type Block,
  choiceAt,
  edgeId,
  encoderBlocks,
  kernelsAt,
  layerId,
  layersOf,
  valueAt,
  type ModuleTree,
} from "./tree.ts";

/** A penalty whose log10 is this or less is switched off (spec 1.2). */
const NO_PENALTY = -10;

/** How far a patch may shrink until no encoder block ends on an odd extent (spec 1.4); more than any period of the halvings. */
const MOST_SHRINKING = 64;

/** Builds the network of a tree (spec 1.2, "Build"); illegal where the patch cannot be halved often enough or the output vanishes (spec 1.4). */
export function decodeTree(tree: ModuleTree, settings: ModuleTreeSettings, task: SpaceTask): Decoded {
  const dimension = task.patch[0] > 1 ? 3 : 2;
  const network = buildNetwork(tree, settings, task, dimension);
  if (settings.padding === "same") {
    const illegal = settings.shape === "dilated" ? null : undividedInPlane(tree, task.patch);
    return illegal === null ? { network } : { illegal };
  }
  return shrunk(network, task);
}

/** With "same" padding every in-plane extent must be divisible by 2^B (spec 1.4). */
function undividedInPlane(tree: ModuleTree, patch: Shape3): Illegality | null {
  const blocks = encoderBlocks(tree);
  const extent = patch.slice(-2).find((size) => size % 2 ** blocks !== 0);
  return extent === undefined ? null : { ...cannotBeHalved(extent, blocks), range: "blocks" };
}

/** With "valid" padding height and width lose a pixel, never depth, until every encoder block ends on even extents (spec 1.4). */
function shrunk(network: Network, task: SpaceTask): Decoded {
  let [, height, width] = task.patch;
  for (let lost = 0; lost < MOST_SHRINKING; lost++, height--, width--) {
    const patch: Shape3 = [task.patch[0], height, width];
    const wrong = wrongValidSize(network, network.dimension === 3 ? patch : patch.slice(1), task.channels);
    if (wrong === null) return lost === 0 ? { network } : { network, patch };
    if (wrong.isTooSmall) return { illegal: { kind: "size", because: wrong.because, range: "blocks, width" } };
  }
  const because = `No patch of ${task.patch[1]} px or a little less can be halved this often.`;
  return { illegal: { kind: "extent", because, range: "blocks" } };
}

function wrongValidSize(
  network: Network,
  spatial: readonly number[],
  channels: number,
): { readonly because: string; readonly isTooSmall: boolean } | null {
  try {
    const { nodes } = analyse(network, { spatial, channels });
    const pooled = nodes
      .filter(({ node }) => node.id.endsWith("/in/down"))
      .map(({ inputs }) => inputs[0]!.spatial.slice(-2).find((extent) => extent % 2 === 1));
    const odd = pooled.find((extent) => extent !== undefined);
    return odd === undefined ? null : { because: `${odd} px cannot be halved.`, isTooSmall: false };
  } catch (error) {
    if (error instanceof StudioError) return { because: error.message, isTooSmall: true };
    throw error;
  }
}

function buildNetwork(tree: ModuleTree, settings: ModuleTreeSettings, task: SpaceTask, dimension: 2 | 3): Network {
  const nodes: NetworkNode[] = [{ id: "input", kind: "input", params: { channels: task.channels }, inputs: [] }];
  const add = (node: NetworkNode): string => {
    nodes.push(node);
    return node.id;
  };
  const builder = { tree, settings, dimension, add };
  let previous = "input";
  for (const block of blocksOf(tree, settings.shape))
    previous = buildBlock(builder, block, buildInput(builder, block, previous));
  const params: ConvParams = { ...convParams(builder, "net", 1, task.classes), padding: "same" };
  add({ id: "predictor", kind: "conv", params, inputs: [previous] });
  return { dimension, nodes, output: "predictor" };
}

/** What a block computes on: the block before it, resampled where the scales differ, beside the encoder's block of the same scale. */
function buildInput(builder: Builder, { id, side, scale }: Block, previous: string): string {
  const isBottleneck = side === "decoder" && scale === encoderBlocks(builder.tree);
  if (side === "decoder" && !isBottleneck) {
    const up = buildUp(builder, id, scale, previous);
    return builder.add({
      id: `${id}/merge`,
      kind: "concat",
      params: {},
      inputs: [lastOf(builder, blockId("encoder", scale)), up],
    });
  }
  return scale > 0 ? buildDown(builder, id, scale, previous) : previous;
}

interface Builder {
  readonly tree: ModuleTree;
  readonly settings: ModuleTreeSettings;
  readonly dimension: 2 | 3;
  readonly add: (node: NetworkNode) => string;
}

/** One number per dimension; z is neither pooled nor strided. */
const perAxis = (dimension: 2 | 3, value: number, z = value): readonly number[] =>
  dimension === 3 ? [z, value, value] : [value, value];

function convParams(
  { tree, settings, dimension }: Builder,
  id: string,
  size: number,
  kernels: number,
  dilation = 1,
): ConvParams {
  const one = perAxis(dimension, 1);
  const penalties = penaltiesAt(tree, id);
  return {
    kernels,
    size: perAxis(dimension, size),
    stride: one,
    dilation: perAxis(dimension, dilation, 1),
    padding: settings.padding,
    bias: true,
    initial: "xavier",
    ...(penalties && { penalties }),
  };
}

function penaltiesAt(tree: ModuleTree, id: string): Penalties | null {
  const weight = (name: "gamma1" | "gamma2") =>
    valueAt(tree, id, name) <= NO_PENALTY ? 0 : 10 ** valueAt(tree, id, name);
  const [l1, l2] = [weight("gamma1"), weight("gamma2")];
  return l1 === 0 && l2 === 0 ? null : { l1, l2 };
}

/** 2×2 max pooling, or a 2×2 convolution of stride 2 with the target's kernels. */
function buildDown(builder: Builder, block: string, scale: number, source: string): string {
  const { tree, settings, dimension, add } = builder;
  const edge = edgeId(block);
  const factor = perAxis(dimension, 2, 1);
  if (choiceAt(tree, edge, "pooling", settings.poolings) === "max")
    return add({ id: `${edge}/down`, kind: "pool", params: { type: "max", factor }, inputs: [source] });
  const params: ConvParams = {
    ...convParams(builder, edge, 2, kernelsAt(tree, block, scale)),
    size: factor,
    stride: factor,
    padding: "valid",
  };
  return add({ id: `${edge}/down`, kind: "conv", params, inputs: [source] });
}

function buildUp(builder: Builder, block: string, scale: number, source: string): string {
  const { tree, dimension, add } = builder;
  const edge = edgeId(block);
  const penalties = penaltiesAt(tree, edge);
  const params = {
    kernels: kernelsAt(tree, block, scale),
    factor: perAxis(dimension, 2, 1),
    bias: true,
    initial: "xavier" as const,
    ...(penalties && { penalties }),
  };
  return add({ id: `${edge}/up`, kind: "convTranspose", params, inputs: [source] });
}

function buildBlock(builder: Builder, { id: block, scale, dilation }: Block, source: string): string {
  const { tree, settings, add } = builder;
  const layers = layersOf(tree, block);
  let [first, last] = [source, source];
  for (let index = 0; index < layers; index++) {
    last = buildLayer(builder, { id: layerId(block, index), scale, dilation }, last);
    if (index === 0) first = last;
  }
  if (!settings.isResidual || layers === 1) return last;
  return add({ id: `${block}/residual`, kind: "add", params: {}, inputs: [first, last] });
}

/** Convolution, optional normalisation, activation. */
function buildLayer(
  builder: Builder,
  { id: layer, scale, dilation }: Pick<Block, "id" | "scale" | "dilation">,
  source: string,
): string {
  const { tree, settings, add } = builder;
  const width = choiceAt(tree, layer, "width", settings.widths);
  const conv = add({
    id: `${layer}/conv`,
    kind: "conv",
    params: convParams(builder, layer, width, kernelsAt(tree, layer, scale), dilation),
    inputs: [source],
  });
  const normed =
    settings.norm === "none"
      ? conv
      : add({ id: `${layer}/norm`, kind: "norm", params: { per: settings.norm }, inputs: [conv] });
  return add({
    id: `${layer}/activation`,
    kind: "activation",
    params: { name: choiceAt(tree, layer, "activation", settings.activations) },
    inputs: [normed],
  });
}

/** The node that gives a block's output. */
function lastOf({ tree, settings }: Builder, block: string): string {
  const layers = layersOf(tree, block);
  return settings.isResidual && layers > 1 ? `${block}/residual` : `${layerId(block, layers - 1)}/activation`;
}
