import type { TreeParameter, TreePlace, TreeView } from "../../../core/space/space.ts";
import { countAt, createDeltaTreeView, INHERITS, indexRange, type DeltaTree } from "../deltas.ts";
import type { ModuleTreeSettings } from "./settings.ts";

/** A tree of modules: what each adds to what it inherits. */
export type ModuleTree = DeltaTree;

export type ParameterName = "kernels" | "blocks" | "layers" | "width" | "pooling" | "activation" | "gamma1" | "gamma2";

/** Values of an unsearched net, after the public configuration of the system (spec 1.2); clipped into the ranges. */
const DEFAULTS: Readonly<Record<ParameterName, number>> = {
  kernels: 16,
  blocks: 2,
  layers: 2,
  width: 0,
  pooling: 0,
  activation: 0,
  gamma1: -11,
  gamma2: -11,
};

/** Sides of an encoder-decoder; a dilated net is one stack. */
export type Side = "encoder" | "decoder" | "stack";

export const blockId = (side: Side, scale: number): string => `${side}/block${scale}`;
export const layerId = (block: string, index: number): string => `${block}/conv${index}`;
/** What the edges into a block hang on: its first layer, as in the public code, or the block. Their kernels are those of it (spec 1.2, as amended). */
export const edgeParent = (block: string, edges: ModuleTreeSettings["edges"]): string =>
  edges === "layer" ? layerId(block, 0) : block;
/** The resampling edge into a block; it inherits from what it hangs on. */
export const edgeId = (block: string, edges: ModuleTreeSettings["edges"]): string => `${edgeParent(block, edges)}/in`;

/** Blocks of the encoder, scales 0 … B-1. The decoder always has one more, scales B … 0. */
export const encoderBlocks = (tree: ModuleTree): number => blocksAt(tree, "encoder");

const blocksAt = (tree: ModuleTree, id: string): number => countAt(tree, id, "blocks");

/** Convolution layers of a block. */
export const layersOf = (tree: ModuleTree, block: string): number => countAt(tree, block, "layers");

/** Kernels at a place of spatial scale s: the scale factor 2^s stands outside the deltas, so mutated blocks keep the doubling (spec 1.3, edge cases). */
export const kernelsAt = (tree: ModuleTree, id: string, scale: number): number =>
  countAt(tree, id, "kernels") * 2 ** scale;

export function decoderScales(tree: ModuleTree): readonly number[] {
  const blocks = encoderBlocks(tree);
  return Array.from({ length: blocks + 1 }, (_, index) => blocks - index);
}

export interface Block {
  readonly id: string;
  readonly side: Side;
  /** How often its input was halved. */
  readonly scale: number;
  readonly dilation: number;
}

/** All blocks in order of computation. */
export function blocksOf(tree: ModuleTree, shape: ModuleTreeSettings["shape"]): readonly Block[] {
  if (shape === "dilated")
    return Array.from({ length: blocksAt(tree, "stack") }, (_, index) => ({
      id: blockId("stack", index),
      side: "stack",
      scale: 0,
      dilation: 2 ** index,
    }));
  const encoder = Array.from({ length: encoderBlocks(tree) }, (_, scale) => ({
    id: blockId("encoder", scale),
    side: "encoder" as const,
    scale,
    dilation: 1,
  }));
  return [
    ...encoder,
    ...decoderScales(tree).map((scale) => ({
      id: blockId("decoder", scale),
      side: "decoder" as const,
      scale,
      dilation: 1,
    })),
  ];
}

export function parametersOf(
  settings: ModuleTreeSettings,
): readonly (TreeParameter & { readonly name: ParameterName })[] {
  const leveled = (name: ParameterName, kind: TreeParameter["kind"], levels: ModuleTreeSettings["kernels"]) => ({
    name,
    kind,
    regions: levels.map((range) => range ?? INHERITS),
  });
  const flips = settings.poolingMayFlip.map((mayFlip) => (mayFlip ? ([-1, 1] as const) : INHERITS));
  return [
    leveled("kernels", "int", settings.kernels),
    leveled("blocks", "int", settings.blocks),
    leveled("layers", "int", settings.layers),
    { name: "width", kind: "index", regions: [indexRange(settings.widths), INHERITS] },
    { name: "pooling", kind: "index", regions: [indexRange(settings.poolings), ...flips] },
    { name: "activation", kind: "index", regions: [indexRange(settings.activations), INHERITS] },
    leveled("gamma1", "float", settings.penalty),
    leveled("gamma2", "float", settings.penalty),
  ];
}

/** Blocks are counted by the net and the encoder, layers down to the blocks; every other value may move anywhere. */
function hasParameter({ id, level }: TreePlace, name: string): boolean {
  if (name === "blocks") return level === 0 || id === "encoder" || id === "stack";
  if (name === "layers") return level <= 2;
  return true;
}

export const createTreeView = (settings: ModuleTreeSettings): TreeView<ModuleTree> =>
  createDeltaTreeView({
    parameters: parametersOf(settings),
    defaults: DEFAULTS,
    rates: settings.rates,
    isAdditive: settings.isAdditive,
    below: (tree, place) => placesBelow(tree, place, settings),
    hasParameter,
  });

function placesBelow(
  tree: ModuleTree,
  { id, level }: TreePlace,
  { shape, edges }: ModuleTreeSettings,
): readonly TreePlace[] {
  if (level === 0)
    return (shape === "dilated" ? ["stack"] : ["encoder", "decoder"]).map((side) => ({ id: side, level: 1 }));
  if (level === 1)
    return blocksOf(tree, shape)
      .filter(({ side }) => side === id)
      .map((block) => ({ id: block.id, level: 2 }));
  if (level > 2) return [];
  const layers = Array.from({ length: layersOf(tree, id) }, (_, index) => ({ id: layerId(id, index), level: 3 }));
  return id === blockId("encoder", 0) || shape === "dilated"
    ? layers
    : [...layers, { id: edgeId(id, edges), level: 3 }];
}
