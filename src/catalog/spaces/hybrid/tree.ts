import type { TreeParameter, TreePlace, TreeView } from "../../../core/space/space.ts";
import { SLICES, VOLUME } from "../../networks/hybrid/pyramid.ts";
import type { Side } from "../../networks/hybrid/slices.ts";
import { countAt, createDeltaTreeView, INHERITS, indexRange, ROOT, type DeltaTree } from "../deltas.ts";
import type { HybridSettings } from "./settings.ts";

export type ParameterName =
  "kernels" | "blocks" | "convolutions" | "insert" | "feed" | "paths" | "pathConvolutions" | "pathKernels" | "combine";

/** Values of an unsearched net: the browser's preset of spec 2.2. */
const DEFAULTS: Readonly<Record<ParameterName, number>> = {
  kernels: 8,
  blocks: 2,
  convolutions: 2,
  insert: 0,
  feed: 0,
  paths: 2,
  pathConvolutions: 2,
  pathKernels: 8,
  combine: 0,
};

export const blockId = (side: Side, scale: number): string => `${SLICES}/${side}${scale}`;
export const pathId = (path: number): string => `${VOLUME}/path${path}`;

export const blocksOf = (tree: DeltaTree): number => countAt(tree, ROOT.id, "blocks");
export const pathsOf = (tree: DeltaTree): number => countAt(tree, ROOT.id, "paths");

/** All blocks of the slices in order of computation; the decoder has one more. */
export function sliceBlocks(tree: DeltaTree): readonly { readonly side: Side; readonly scale: number }[] {
  const blocks = blocksOf(tree);
  return [
    ...Array.from({ length: blocks }, (_, scale) => ({ side: "encoder" as const, scale })),
    ...Array.from({ length: blocks + 1 }, (_, index) => ({ side: "decoder" as const, scale: blocks - index })),
  ];
}

/** Which parameters a block of the slices, or a path of the volume, has of its own. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  [SLICES]: ["kernels", "convolutions"],
  [VOLUME]: ["pathConvolutions", "pathKernels"],
};

export function parametersOf(settings: HybridSettings): readonly (TreeParameter & { readonly name: ParameterName })[] {
  const leveled = (name: ParameterName, [root, below]: HybridSettings["kernels"]) => ({
    name,
    kind: "int" as const,
    regions: [root, below ?? INHERITS],
  });
  const ofRoot = (name: ParameterName, range: readonly [number, number]) => ({
    name,
    kind: "int" as const,
    regions: [range, INHERITS],
  });
  const chosen = (name: ParameterName, choices: readonly string[]) => ({
    name,
    kind: "index" as const,
    regions: [indexRange(choices), INHERITS],
  });
  return [
    leveled("kernels", settings.kernels),
    ofRoot("blocks", settings.blocks),
    leveled("convolutions", settings.convolutions),
    chosen("insert", settings.inserts),
    chosen("feed", settings.feeds),
    ofRoot("paths", settings.paths),
    leveled("pathConvolutions", settings.pathConvolutions),
    leveled("pathKernels", settings.pathKernels),
    chosen("combine", settings.combines),
  ];
}

export const createTreeView = (settings: HybridSettings): TreeView<DeltaTree> =>
  createDeltaTreeView({
    parameters: parametersOf(settings),
    defaults: DEFAULTS,
    rates: settings.rates,
    isAdditive: true,
    below: placesBelow,
    hasParameter: ({ id, level }, name) => level === 0 || OWN[id.split("/")[0]!]!.includes(name),
  });

function placesBelow(tree: DeltaTree, { id, level }: TreePlace): readonly TreePlace[] {
  if (level === 0) return [SLICES, VOLUME].map((part) => ({ id: part, level: 1 }));
  if (level > 1) return [];
  const ids =
    id === SLICES
      ? sliceBlocks(tree).map(({ side, scale }) => blockId(side, scale))
      : Array.from({ length: pathsOf(tree) }, (_, path) => pathId(path));
  return ids.map((each) => ({ id: each, level: 2 }));
}
