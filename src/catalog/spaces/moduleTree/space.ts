import { DEFAULT_METRIC } from "../../../core/judging/defaultMetrics.ts";
import type { SearchSpace, SpaceDefinition, SpaceTask } from "../../../core/space/space.ts";
import { choiceAt, countText, createRootVectorView, deltaSpace, spanText } from "../deltas.ts";
import { decodeTree } from "./decode.ts";
import { parseSettings, presets, type ModuleTreeSettings } from "./settings.ts";
import {
  blocksOf,
  createTreeView,
  encoderBlocks,
  kernelsAt,
  layerId,
  layersOf,
  parametersOf,
  type ModuleTree,
  type ParameterName,
} from "./tree.ts";

/** Module trees of 2D and 3D encoder-decoders (Guay et al. 2019; spec 1.2-1.4): every module adds a delta to what it inherits. */
export default {
  id: "module-tree",
  label: "Module tree",
  searches: "architecture",
  usual: { strategy: "hierarchical-random", objective: DEFAULT_METRIC },
  costlyRanges: "kernels, level 0",
  presets,
  parseSettings,
  bind: bindModuleTree,
} satisfies SpaceDefinition<ModuleTreeSettings, ModuleTree>;

const LABELS: Readonly<Record<ParameterName, string>> = {
  kernels: "Kernels",
  blocks: "Blocks",
  layers: "Layers",
  width: "Width",
  pooling: "Pooling",
  activation: "Activation",
  gamma1: "log10 of L1",
  gamma2: "log10 of L2",
};

function bindModuleTree(settings: ModuleTreeSettings, task: SpaceTask): SearchSpace<ModuleTree> {
  return {
    id: "module-tree",
    ...deltaSpace({
      tree: createTreeView(settings),
      vector: createRootVectorView(parametersOf(settings), LABELS),
      decode: (genotype) => decodeTree(genotype, settings, task),
    }),
    describe: (genotype) => describe(genotype, settings),
    facts: (genotype) => factsOf(genotype, settings),
    count: () => countNetworks(settings),
  };
}

function describe(genotype: ModuleTree, settings: ModuleTreeSettings): string {
  const blocks = blocksOf(genotype, settings.shape);
  const layers = blocks.map(({ id }) => layersOf(genotype, id));
  const kernels = blocks.flatMap(({ id, scale }, index) =>
    Array.from({ length: layers[index]! }, (_, layer) => kernelsAt(genotype, layerId(id, layer), scale)),
  );
  const width = choiceAt(genotype, "net", "width", settings.widths);
  return [
    countText([settings.shape === "dilated" ? blocks.length : encoderBlocks(genotype)], "block"),
    countText(layers, "layer"),
    `${spanText(kernels)} kernels`,
    `${width}×${width}`,
    choiceAt(genotype, "net", "activation", settings.activations),
  ].join(", ");
}

/** What the diversity report counts (spec 1.3). */
function factsOf(genotype: ModuleTree, { shape }: ModuleTreeSettings): Readonly<Record<string, number>> {
  const blocks = blocksOf(genotype, shape);
  const layers = blocks.reduce((sum, { id }) => sum + layersOf(genotype, id), 0);
  return { blocks: blocks.length, layers, "kernels at the root": Math.round(genotype.deltas.net?.kernels ?? 0) };
}

/**
 * Number of distinct structures: choices at the root, times, for every block count, the layer and kernel choices of each block.
 * Real-valued penalties count once; kernel values count as far as the deltas reach.
 */
function countNetworks({
  shape,
  kernels,
  blocks,
  layers,
  widths,
  poolings,
  poolingMayFlip,
  activations,
}: ModuleTreeSettings): number {
  const reach = (levels: ModuleTreeSettings["kernels"], upTo: number) => {
    const [low, high] = levels[0];
    const spread = levels.slice(1, upTo + 1).reduce((sum, range) => sum + (range ? range[1] - range[0] : 0), 0);
    return { values: high - low + 1, free: Math.min(high - low + 1, 1 + spread) };
  };
  const kernelChoices = reach(kernels, 3);
  const layerChoices = reach(layers, 2);
  const [fewest, most] = blocks[0];
  const flips = shape === "encoderDecoder" && poolings.length > 1 && poolingMayFlip.some(Boolean);
  let total = 0;
  for (let count = Math.max(1, fewest); count <= most; count++) {
    const perBlock = kernelsPerBlock(kernels, kernelChoices.free, layers[0][0], layers[0][1], layerChoices.free);
    total += perBlock ** (shape === "dilated" ? count : 2 * count + 1) * (flips ? poolings.length ** count : 1);
  }
  return (
    total *
    widths.length *
    activations.length *
    (flips || shape === "dilated" ? 1 : poolings.length) *
    (kernels.slice(1).some(Boolean) ? 1 : kernelChoices.values)
  );
}

/** Choices of one block: for every number of layers, the kernels of each layer. */
function kernelsPerBlock(
  kernels: ModuleTreeSettings["kernels"],
  free: number,
  fewest: number,
  most: number,
  freeLayers: number,
): number {
  const counts = Array.from({ length: most - fewest + 1 }, (_, index) => fewest + index).slice(0, freeLayers);
  return counts.reduce((sum, count) => sum + (kernels[3] ? free ** count : free), 0);
}
