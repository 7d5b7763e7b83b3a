import { cannotBeHalved } from "../../../core/network/decoded.ts";
import type { Decoded, SpaceTask } from "../../../core/space/space.ts";
import { buildHybrid, type PyramidLook } from "../../networks/hybrid/pyramid.ts";
import { buildSlices, type SlicesLook } from "../../networks/hybrid/slices.ts";
import { choiceAt, countAt, ROOT, type DeltaTree } from "../deltas.ts";
import type { HybridSettings } from "./settings.ts";
import { blockId, blocksOf, pathId, pathsOf } from "./tree.ts";

/** Builds the hybrid of a tree (spec 2.2); illegal where the patch cannot be halved as often as its blocks and paths ask for. */
export function decodeHybrid(tree: DeltaTree, settings: HybridSettings, task: SpaceTask): Decoded {
  const halvings = Math.max(blocksOf(tree), pathsOf(tree) - 1);
  const extent = task.patch.slice(1).find((size) => size % 2 ** halvings !== 0);
  if (extent !== undefined) return { illegal: { ...cannotBeHalved(extent, halvings), range: "blocks, paths" } };
  const slices = buildSlices(slicesOf(tree, settings), task);
  return { network: buildHybrid(slices, pyramidOf(tree, settings), task) };
}

const slicesOf = (tree: DeltaTree, settings: HybridSettings): SlicesLook => ({
  blocks: blocksOf(tree),
  kernels: (side, scale) => countAt(tree, blockId(side, scale), "kernels") * 2 ** scale,
  convolutions: (side, scale) => countAt(tree, blockId(side, scale), "convolutions"),
  insert: choiceAt(tree, ROOT.id, "insert", settings.inserts),
  upWidth: settings.upWidth,
  stem: settings.version === "pytorch" ? Math.max(1, countAt(tree, ROOT.id, "kernels") >> 1) : null,
});

function pyramidOf(tree: DeltaTree, { feeds, combines, version, c2d, field = null }: HybridSettings): PyramidLook {
  const isLater = version === "pytorch";
  return {
    convolutions: Array.from({ length: pathsOf(tree) }, (_, path) => countAt(tree, pathId(path), "pathConvolutions")),
    kernels: (path) => countAt(tree, pathId(path), "pathKernels") * 2 ** path,
    combine: choiceAt(tree, ROOT.id, "combine", combines),
    feed: choiceAt(tree, ROOT.id, "feed", feeds),
    readsProbabilities: isLater,
    rectifies: false,
    sharesKernels: isLater,
    doublesZ: false,
    upBias: !isLater,
    auxiliaryWeight: c2d,
    field,
  };
}
