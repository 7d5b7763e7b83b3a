import { DEFAULT_METRIC } from "../../../core/judging/defaultMetrics.ts";
import { shortHash } from "../../../core/random.ts";
import type { SearchSpace, SpaceDefinition, SpaceTask } from "../../../core/space/space.ts";
import { decodeArch } from "./decode.ts";
import { poolingsFor } from "./depth.ts";
import { flatOf, LAYERS, OPERATIONS, ordered, skipAt, unusedCells, type SegArch } from "./genotype.ts";
import { parseSettings, presets, type AutosegnetSettings } from "./settings.ts";
import { countOf, networksOf, slotsOf, viewsOf } from "./slots.ts";

/** Three searched layers of an encoder-decoder and its long skips; depth follows from the image (Xu et al. 2020; spec 3). The 3D mode is ours. */
export default {
  id: "autosegnet",
  label: "AutoSegNet",
  searches: "architecture",
  sharesWeights: true,
  usual: { strategy: "reinforce", objective: DEFAULT_METRIC },
  costlyRanges: "channels, HDC",
  presets,
  /** The layer at the bottom, and what cells may choose: the paper's ablation names neither. */
  ablations: [
    { id: "hdcLayer", label: "without HDC layer", without: (settings) => ({ ...settings, hdcLayer: "off" }) },
  ],
  parseSettings,
  bind: bindAutosegnet,
} satisfies SpaceDefinition<AutosegnetSettings, SegArch>;

function bindAutosegnet(settings: AutosegnetSettings, task: SpaceTask): SearchSpace<SegArch> {
  const poolings = poolingsFor(task.patch, settings);
  const slots = slotsOf(settings, poolings);
  return {
    id: "autosegnet",
    views: viewsOf(settings, poolings),
    decode: (arch) => decodeArch(arch, settings, task),
    key: (arch) => shortHash(flatOf(ordered(arch), poolings).join()),
    describe: (arch) => describe(arch, poolings),
    facts: (arch) => factsOf(arch, poolings),
    count: () => countOf(slots),
    legalShare: () => 1,
    networks: () => networksOf(slots),
  };
}

const timesUsed = (arch: SegArch, number: number): number =>
  LAYERS.flatMap((layer) => arch[layer].flatMap(({ op1, op2 }) => [op1, op2])).filter(
    (operation) => operation === number,
  ).length;

const skipsOf = (arch: SegArch, poolings: number): readonly number[] =>
  Array.from({ length: poolings }, (_, level) => skipAt(arch.skips, level));

function describe(arch: SegArch, poolings: number): string {
  const used = OPERATIONS.map(({ label }, number) => `${timesUsed(arch, number)} ${label}`);
  const skips = skipsOf(arch, poolings);
  return [
    `${poolings} poolings`,
    ...used,
    `${skips.filter((skip) => skip === 1).length} of ${skips.length} long skips`,
  ].join(", ");
}

function factsOf(arch: SegArch, poolings: number): Readonly<Record<string, number>> {
  return {
    poolings,
    "long skips": skipsOf(arch, poolings).filter((skip) => skip === 1).length,
    "cells put out": LAYERS.reduce((sum, layer) => sum + unusedCells(arch[layer]).length, 0),
    ...Object.fromEntries(OPERATIONS.map(({ label }, number) => [label, timesUsed(arch, number)])),
  };
}
