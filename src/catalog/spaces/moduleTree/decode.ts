import { createNetworkBuilder, type ConvLook, type NetworkBuilder } from "../../../core/network/builder.ts";
import type { Network } from "../../../core/network/network.ts";
import type { Shape3 } from "../../../core/image/volume.ts";
import { cannotBeHalved, type Illegality } from "../../../core/network/decoded.ts";
import type { Penalties } from "../../../core/network/operations.ts";
import type { Decoded, SpaceTask } from "../../../core/space/space.ts";
import { analyse } from "../../../core/network/analysis.ts";
import { StudioError } from "../../../core/errors.ts";
import { choiceAt, valueAt } from "../deltas.ts";
import type { ModuleTreeSettings } from "./settings.ts";
import {
  blockId,
  blocksOf,
  type Block,
  edgeId,
  edgeParent,
  encoderBlocks,
  kernelsAt,
  layerId,
  layersOf,
  type ModuleTree,
} from "./tree.ts";

/** A penalty whose log10 is this or less is switched off (spec 1.2). */
const NO_PENALTY = -10;

/** How far a patch may shrink until no encoder block ends on an odd extent (spec 1.4); more than any period of the halvings. */
const MOST_SHRINKING = 64;

/** Builds the network of a tree (spec 1.2, "Build"); illegal where the patch cannot be halved often enough or the output vanishes (spec 1.4). */
export function decodeTree(tree: ModuleTree, settings: ModuleTreeSettings, task: SpaceTask): Decoded {
  const network = buildNetwork(tree, settings, task);
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

/** The network so far, and the tree that it is built from. */
interface Building {
  readonly builder: NetworkBuilder;
  readonly tree: ModuleTree;
  readonly settings: ModuleTreeSettings;
}

function buildNetwork(tree: ModuleTree, settings: ModuleTreeSettings, task: SpaceTask): Network {
  const builder = createNetworkBuilder(task);
  const building: Building = { builder, tree, settings };
  let previous = "input";
  for (const block of blocksOf(tree, settings.shape))
    previous = buildBlock(building, block, buildInput(building, block, previous));
  const look: ConvLook = { ...convLook(building, "net"), kernels: task.classes, size: 1, padding: "same" };
  return builder.finish(builder.conv("predictor", look, previous));
}

/** What a block computes on: the block before it, resampled where the scales differ, beside the encoder's block of the same scale. */
function buildInput(building: Building, { id, side, scale }: Block, previous: string): string {
  const isBottleneck = side === "decoder" && scale === encoderBlocks(building.tree);
  if (side === "decoder" && !isBottleneck) {
    const up = buildUp(building, id, scale, previous);
    return building.builder.concat(`${id}/merge`, [lastOf(building, blockId("encoder", scale)), up]);
  }
  return scale > 0 ? buildDown(building, id, scale, previous) : previous;
}

/** What all convolutions of a module have in common. */
function convLook({ tree, settings }: Building, id: string): Pick<ConvLook, "padding" | "initial" | "penalties"> {
  return { padding: settings.padding, initial: "xavier", penalties: penaltiesAt(tree, id) };
}

function penaltiesAt(tree: ModuleTree, id: string): Penalties | null {
  const weight = (name: "gamma1" | "gamma2") =>
    valueAt(tree, id, name) <= NO_PENALTY ? 0 : 10 ** valueAt(tree, id, name);
  const [l1, l2] = [weight("gamma1"), weight("gamma2")];
  return l1 === 0 && l2 === 0 ? null : { l1, l2 };
}

/** Height and width are halved and doubled; z is neither pooled nor strided. */
const halvingOf = ({ inPlane }: NetworkBuilder): readonly number[] => inPlane(2, 1);

/** 2×2 max pooling, or a 2×2 convolution of stride 2 with the target's kernels. */
function buildDown(building: Building, block: string, scale: number, source: string): string {
  const { builder, tree, settings } = building;
  const edge = edgeId(block, settings.edges);
  const factor = halvingOf(builder);
  if (choiceAt(tree, edge, "pooling", settings.poolings) === "max")
    return builder.pool(`${block}/in/down`, "max", factor, source);
  const kernels = kernelsAt(tree, edgeParent(block, settings.edges), scale);
  const look: ConvLook = { ...convLook(building, edge), kernels, size: factor, stride: factor, padding: "valid" };
  return builder.conv(`${block}/in/down`, look, source);
}

function buildUp({ builder, tree, settings }: Building, block: string, scale: number, source: string): string {
  const look = {
    kernels: kernelsAt(tree, edgeParent(block, settings.edges), scale),
    factor: halvingOf(builder),
    initial: "xavier",
    penalties: penaltiesAt(tree, edgeId(block, settings.edges)),
  } as const;
  return builder.up(`${block}/in/up`, look, source);
}

function buildBlock(building: Building, { id: block, scale, dilation }: Block, source: string): string {
  const { builder, tree, settings } = building;
  const layers = layersOf(tree, block);
  let [first, last] = [source, source];
  for (let index = 0; index < layers; index++) {
    last = buildLayer(building, { id: layerId(block, index), scale, dilation }, last);
    if (index === 0) first = last;
  }
  return settings.isResidual && layers > 1 ? builder.sum(`${block}/residual`, [first, last]) : last;
}

/** Convolution, optional normalisation, activation. */
function buildLayer(
  building: Building,
  { id: layer, scale, dilation }: Pick<Block, "id" | "scale" | "dilation">,
  source: string,
): string {
  const { builder, tree, settings } = building;
  const look = {
    ...convLook(building, layer),
    kernels: kernelsAt(tree, layer, scale),
    size: choiceAt(tree, layer, "width", settings.widths),
    dilation: builder.inPlane(dilation, 1),
    norm: settings.norm,
    activation: choiceAt(tree, layer, "activation", settings.activations),
  };
  return builder.layer(layer, look, source);
}

/** The node that gives a block's output. */
function lastOf({ tree, settings }: Building, block: string): string {
  const layers = layersOf(tree, block);
  return settings.isResidual && layers > 1 ? `${block}/residual` : `${layerId(block, layers - 1)}/activation`;
}
