import type { TreeParameter, TreePlace, TreeView } from "../../../core/space/space.ts";
import type { ModuleTreeSettings } from "./settings.ts";

/** Deltas by place and parameter; a value is the sum of the deltas of a place and all its ancestors (spec 1.2). */
export interface ModuleTree {
  readonly deltas: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Where in the vector view it was proposed: a search in a box goes on from there, not from the floor of it. */
  readonly point?: readonly number[];
}

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

const ROOT: TreePlace = { id: "net", level: 0 };

const parentOf = (id: string): string | null =>
  id === ROOT.id ? null : id.includes("/") ? id.slice(0, id.lastIndexOf("/")) : ROOT.id;

/** Sides of an encoder-decoder; a dilated net is one stack. */
export type Side = "encoder" | "decoder" | "stack";

export const blockId = (side: Side, scale: number): string => `${side}/block${scale}`;
export const layerId = (block: string, index: number): string => `${block}/conv${index}`;
/** What the edges into a block hang on: its first layer, as in the public code, or the block. Their kernels are those of it (spec 1.2, as amended). */
export const edgeParent = (block: string, edges: ModuleTreeSettings["edges"]): string =>
  edges === "layer" ? layerId(block, 0) : block;
/** The resampling edge into a block; it inherits from what it hangs on. */
export const edgeId = (block: string, edges: ModuleTreeSettings["edges"]): string => `${edgeParent(block, edges)}/in`;

/** Sum of the deltas at a place and above it. */
export function valueAt(tree: ModuleTree, id: string, parameter: ParameterName): number {
  const own = tree.deltas[id]?.[parameter] ?? 0;
  const parent = parentOf(id);
  return parent === null ? own : own + valueAt(tree, parent, parameter);
}

/** Blocks of the encoder, scales 0 … B-1. The decoder always has one more, scales B … 0. */
export const encoderBlocks = (tree: ModuleTree): number => blocksAt(tree, "encoder");

const blocksAt = (tree: ModuleTree, id: string): number => Math.max(1, Math.round(valueAt(tree, id, "blocks")));

/** Convolution layers of a block. */
export const layersOf = (tree: ModuleTree, block: string): number =>
  Math.max(1, Math.round(valueAt(tree, block, "layers")));

/** Kernels at a place of spatial scale s: the scale factor 2^s stands outside the deltas, so mutated blocks keep the doubling (spec 1.3, edge cases). */
export const kernelsAt = (tree: ModuleTree, id: string, scale: number): number =>
  Math.max(1, Math.round(valueAt(tree, id, "kernels"))) * 2 ** scale;

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

/** A place's value clipped into the range of the root, as the index of a choice. */
export function choiceAt<T>(tree: ModuleTree, id: string, parameter: ParameterName, choices: readonly T[]): T {
  return choices[Math.min(choices.length - 1, Math.max(0, Math.round(valueAt(tree, id, parameter))))]!;
}

const inherits = [0, 0] as const;
const indexRange = (choices: readonly unknown[]): readonly [number, number] => [0, choices.length - 1];

export function parametersOf(
  settings: ModuleTreeSettings,
): readonly (TreeParameter & { readonly name: ParameterName })[] {
  const leveled = (name: ParameterName, kind: TreeParameter["kind"], levels: ModuleTreeSettings["kernels"]) => ({
    name,
    kind,
    regions: levels.map((range) => range ?? inherits),
  });
  const flips = settings.poolingMayFlip.map((mayFlip) => (mayFlip ? ([-1, 1] as const) : inherits));
  return [
    leveled("kernels", "int", settings.kernels),
    leveled("blocks", "int", settings.blocks),
    leveled("layers", "int", settings.layers),
    { name: "width", kind: "index", regions: [indexRange(settings.widths), inherits] },
    { name: "pooling", kind: "index", regions: [indexRange(settings.poolings), ...flips] },
    { name: "activation", kind: "index", regions: [indexRange(settings.activations), inherits] },
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

export function createTreeView(settings: ModuleTreeSettings): TreeView<ModuleTree> {
  const parameters = parametersOf(settings);
  const byName = new Map<string, TreeParameter>(parameters.map((parameter) => [parameter.name, parameter]));
  const regionAt = (name: string, level: number) => {
    const { regions } = byName.get(name)!;
    return regions[Math.min(level, regions.length - 1)]!;
  };
  return {
    parameters,
    isAdditive: settings.isAdditive,
    rate: (level) => settings.rates[Math.min(level, 3)]!,
    scale: () => 1,
    begin: () => ({ deltas: { [ROOT.id]: rootDefaults(parameters) } }),
    root: () => ROOT,
    below: (tree, place) => placesBelow(tree, place, settings),
    isMutable: (place, name) => {
      const [low, high] = regionAt(name, place.level);
      return hasParameter(place, name) && (place.level === 0 || low !== 0 || high !== 0);
    },
    valueAbove: (tree, { id }, name) => {
      const parent = parentOf(id);
      return parent === null ? 0 : valueAt(tree, parent, name as ParameterName);
    },
    deltaAt: (tree, { id }, name) => tree.deltas[id]?.[name] ?? 0,
    withDelta: (tree, { id }, name, delta) => ({
      deltas: { ...tree.deltas, [id]: { ...tree.deltas[id], [name]: delta } },
    }),
  };
}

function rootDefaults(parameters: readonly TreeParameter[]): Record<string, number> {
  return Object.fromEntries(
    parameters.map(({ name, regions }) => {
      const [low, high] = regions[0]!;
      return [name, Math.min(high, Math.max(low, DEFAULTS[name as ParameterName]))];
    }),
  );
}

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
