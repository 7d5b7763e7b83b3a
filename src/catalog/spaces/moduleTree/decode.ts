import type { Network, NetworkNode } from "../../../core/network/network.ts";
import type { ConvParams, Penalties } from "../../../core/network/operations.ts";
import type { Decoded, SpaceTask } from "../../../core/search/space.ts";
import { analyse } from "../../../core/network/analysis.ts";
import { StudioError } from "../../../core/errors.ts";
import type { ModuleTreeSettings } from "./settings.ts";
import { blockId, blocksOf, choiceAt, edgeId, encoderBlocks, kernelsAt, layerId, layersOf, valueAt, type ModuleTree } from "./tree.ts";

/** A penalty whose log10 is this or less is switched off (spec 1.2). */
const NO_PENALTY = -10;

/** Builds the network of a tree (spec 1.2, "Build"); illegal where the patch cannot be halved often enough or the output vanishes (spec 1.4). */
export function decodeTree(tree: ModuleTree, settings: ModuleTreeSettings, task: SpaceTask): Decoded {
  const spatial = task.patch[0] > 1 ? task.patch : task.patch.slice(1);
  const network = buildNetwork(tree, settings, task, spatial.length as 2 | 3);
  const illegal = settings.padding === "same" ? undivided(tree, spatial) : wrongValidSize(network, spatial, task.channels);
  return illegal === null ? { network } : { illegal };
}

/** With "same" padding every in-plane extent must be divisible by 2^B (spec 1.4). */
function undivided(tree: ModuleTree, spatial: readonly number[]): string | null {
  const blocks = encoderBlocks(tree);
  const extent = spatial.slice(-2).find((size) => size % 2 ** blocks !== 0);
  return extent === undefined ? null : `${extent} px cannot be halved ${blocks} times.`;
}

/** With "valid" padding the output must not vanish and no encoder block may end on an odd extent (spec 1.4). */
function wrongValidSize(network: Network, spatial: readonly number[], channels: number): string | null {
  try {
    const { nodes } = analyse(network, { spatial, channels });
    const pooled = nodes.filter(({ node }) => node.id.endsWith("/in/down")).map(({ inputs }) => inputs[0]!.spatial.slice(-2).find((extent) => extent % 2 === 1));
    const odd = pooled.find((extent) => extent !== undefined);
    return odd === undefined ? null : `${odd} px cannot be halved.`;
  } catch (error) {
    if (error instanceof StudioError) return error.message;
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
  for (const block of blocksOf(tree)) {
    const isBottleneck = block.side === "decoder" && block.scale === encoderBlocks(tree);
    let source = previous;
    if (block.side === "decoder" && !isBottleneck) {
      const up = buildUp(builder, block.id, block.scale, previous);
      source = add({ id: `${block.id}/merge`, kind: "concat", params: {}, inputs: [lastOf(builder, blockId("encoder", block.scale)), up] });
    } else if (block.scale > 0) source = buildDown(builder, block.id, block.scale, previous);
    previous = buildBlock(builder, block.id, block.scale, source);
  }
  const params: ConvParams = { ...convParams(builder, "net", 1, task.classes), padding: "same" };
  add({ id: "predictor", kind: "conv", params, inputs: [previous] });
  return { dimension, nodes, output: "predictor" };
}

interface Builder {
  readonly tree: ModuleTree;
  readonly settings: ModuleTreeSettings;
  readonly dimension: 2 | 3;
  readonly add: (node: NetworkNode) => string;
}

/** One number per dimension; z is neither pooled nor strided. */
const perAxis = (dimension: 2 | 3, value: number, z = value): readonly number[] => (dimension === 3 ? [z, value, value] : [value, value]);

function convParams({ tree, settings, dimension }: Builder, id: string, size: number, kernels: number): ConvParams {
  const one = perAxis(dimension, 1);
  const penalties = penaltiesAt(tree, id);
  return { kernels, size: perAxis(dimension, size), stride: one, dilation: one, padding: settings.padding, bias: true, initial: "xavier", ...(penalties && { penalties }) };
}

function penaltiesAt(tree: ModuleTree, id: string): Penalties | null {
  const weight = (name: "gamma1" | "gamma2") => (valueAt(tree, id, name) <= NO_PENALTY ? 0 : 10 ** valueAt(tree, id, name));
  const [l1, l2] = [weight("gamma1"), weight("gamma2")];
  return l1 === 0 && l2 === 0 ? null : { l1, l2 };
}

/** 2×2 max pooling, or a 2×2 convolution of stride 2 with the target's kernels. */
function buildDown(builder: Builder, block: string, scale: number, source: string): string {
  const { tree, settings, dimension, add } = builder;
  const edge = edgeId(block);
  const factor = perAxis(dimension, 2, 1);
  if (choiceAt(tree, edge, "pooling", settings.poolings) === "max") return add({ id: `${edge}/down`, kind: "pool", params: { type: "max", factor }, inputs: [source] });
  const params: ConvParams = { ...convParams(builder, edge, 2, kernelsAt(tree, block, scale)), size: factor, stride: factor, padding: "valid" };
  return add({ id: `${edge}/down`, kind: "conv", params, inputs: [source] });
}

function buildUp(builder: Builder, block: string, scale: number, source: string): string {
  const { tree, dimension, add } = builder;
  const edge = edgeId(block);
  const penalties = penaltiesAt(tree, edge);
  const params = { kernels: kernelsAt(tree, block, scale), factor: perAxis(dimension, 2, 1), bias: true, initial: "xavier" as const, ...(penalties && { penalties }) };
  return add({ id: `${edge}/up`, kind: "convTranspose", params, inputs: [source] });
}

function buildBlock(builder: Builder, block: string, scale: number, source: string): string {
  const { tree, settings, add } = builder;
  const layers = layersOf(tree, block);
  let [first, last] = [source, source];
  for (let index = 0; index < layers; index++) {
    last = buildLayer(builder, layerId(block, index), scale, last);
    if (index === 0) first = last;
  }
  if (!settings.isResidual || layers === 1) return last;
  return add({ id: `${block}/residual`, kind: "add", params: {}, inputs: [first, last] });
}

/** Convolution, optional normalisation, activation. */
function buildLayer(builder: Builder, layer: string, scale: number, source: string): string {
  const { tree, settings, add } = builder;
  const width = choiceAt(tree, layer, "width", settings.widths);
  const conv = add({ id: `${layer}/conv`, kind: "conv", params: convParams(builder, layer, width, kernelsAt(tree, layer, scale)), inputs: [source] });
  const normed = settings.norm === "none" ? conv : add({ id: `${layer}/norm`, kind: "norm", params: { per: settings.norm }, inputs: [conv] });
  return add({ id: `${layer}/activation`, kind: "activation", params: { name: choiceAt(tree, layer, "activation", settings.activations) }, inputs: [normed] });
}

/** The node that gives a block's output. */
function lastOf({ tree, settings }: Builder, block: string): string {
  const layers = layersOf(tree, block);
  return settings.isResidual && layers > 1 ? `${block}/residual` : `${layerId(block, layers - 1)}/activation`;
}
