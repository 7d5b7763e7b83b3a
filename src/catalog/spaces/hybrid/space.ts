import { DEFAULT_METRIC } from "../../../core/judging/defaultMetrics.ts";
import type { SearchSpace, SpaceDefinition, SpaceTask } from "../../../core/space/space.ts";
import {
  choiceAt,
  countAt,
  countText,
  createRootVectorView,
  deltaSpace,
  ROOT,
  spanText,
  type DeltaTree,
} from "../deltas.ts";
import { decodeHybrid } from "./decode.ts";
import { parseSettings, presets, type HybridSettings } from "./settings.ts";
import {
  blockId,
  blocksOf,
  createTreeView,
  parametersOf,
  pathId,
  pathsOf,
  sliceBlocks,
  type ParameterName,
} from "./tree.ts";

/** Hybrids of a 2D encoder-decoder and a spatial pyramid in 3D (Guay et al., poster at ISBI 2021; spec 2.2). */
export default {
  id: "hybrid",
  label: "Hybrid 2D-3D",
  searches: "architecture",
  usual: { strategy: "hierarchical-random", objective: DEFAULT_METRIC },
  costlyRanges: "kernels, level 0",
  presets,
  parseSettings,
  bind: bindHybrid,
} satisfies SpaceDefinition<HybridSettings, DeltaTree>;

const LABELS: Readonly<Record<ParameterName, string>> = {
  kernels: "Kernels",
  blocks: "Blocks",
  convolutions: "Convolutions",
  insert: "3×3×3 first",
  feed: "Pyramid reads",
  paths: "Paths",
  pathConvolutions: "Convolutions a path",
  pathKernels: "Kernels of a path",
  combine: "Paths are",
};

function bindHybrid(settings: HybridSettings, task: SpaceTask): SearchSpace<DeltaTree> {
  return {
    id: "hybrid",
    ...deltaSpace({
      tree: createTreeView(settings),
      vector: createRootVectorView(parametersOf(settings), LABELS),
      decode: (genotype) => decodeHybrid(genotype, settings, task),
    }),
    describe: (genotype) => describe(genotype, settings),
    facts: (genotype) => ({
      blocks: blocksOf(genotype),
      paths: pathsOf(genotype),
      "kernels at the root": countAt(genotype, ROOT.id, "kernels"),
    }),
    count: () => countNetworks(settings),
  };
}

function describe(genotype: DeltaTree, { inserts, feeds, field }: HybridSettings): string {
  const places = sliceBlocks(genotype).map(({ side, scale }) => blockId(side, scale));
  const paths = Array.from({ length: pathsOf(genotype) }, (_, path) => pathId(path));
  return [
    countText([blocksOf(genotype)], "block"),
    `${spanText(places.map((id) => countAt(genotype, id, "kernels")))} kernels`,
    ...(choiceAt(genotype, ROOT.id, "insert", inserts) === "fine" ? ["3×3×3 first"] : []),
    `pyramid ${paths.map((id) => countAt(genotype, id, "pathConvolutions")).join(", ")}`,
    `on ${choiceAt(genotype, ROOT.id, "feed", feeds)}`,
    ...(field ? ["CRF"] : []),
  ].join(", ");
}

/** Choices at the root, times those of each block and path as far as their deltas reach. */
function countNetworks(settings: HybridSettings): number {
  const lengthOf = ([low, high]: readonly [number, number]) => high - low + 1;
  const freeOf = ([root, below]: HybridSettings["kernels"]) => Math.min(lengthOf(root), below ? lengthOf(below) : 1);
  const atRoot = ([root, below]: HybridSettings["kernels"]) => (below ? 1 : lengthOf(root));
  const over = ([fewest, most]: readonly [number, number], each: (count: number) => number) =>
    Array.from({ length: most - fewest + 1 }, (_, index) => each(fewest + index)).reduce((sum, one) => sum + one, 0);
  const block = freeOf(settings.kernels) * freeOf(settings.convolutions);
  const path = freeOf(settings.pathKernels) * freeOf(settings.pathConvolutions);
  const { kernels, convolutions, pathKernels, pathConvolutions } = settings;
  return (
    over(settings.blocks, (blocks) => block ** (2 * blocks + 1)) *
    over(settings.paths, (paths) => path ** paths) *
    [kernels, convolutions, pathKernels, pathConvolutions].reduce((product, each) => product * atRoot(each), 1) *
    [settings.inserts, settings.feeds, settings.combines].reduce((product, choices) => product * choices.length, 1)
  );
}
