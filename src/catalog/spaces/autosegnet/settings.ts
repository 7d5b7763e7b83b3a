import { z } from "../../../core/zod.ts";
import { parseWith } from "../../../core/space/recipeSchema.ts";
import type { SpacePreset } from "../../../core/space/space.ts";
import { CELLS, LAYER_INPUTS, OPERATIONS } from "./genotype.ts";

const isDistinct = (list: readonly unknown[]) => new Set(list).size === list.length;
const DISTINCT = "each may be there once";

const inputsOf = (cell: number) =>
  z
    .array(
      z
        .number()
        .int()
        .min(0)
        .max(cell + LAYER_INPUTS - 1),
    )
    .min(1)
    .refine(isDistinct, DISTINCT);

const cellInputs = (cell: number) => z.tuple([inputsOf(cell), inputsOf(cell)]);

const layer = z.strictObject({
  /** Operations that both halves of every cell choose from. */
  operations: z
    .array(z.enum(OPERATIONS.map(({ id }) => id)))
    .min(1)
    .refine(isDistinct, DISTINCT),
  /** Of every cell, what its first and its second half may read: 0 the layer before the last, 1 the last, 2, ... earlier cells. */
  inputs: z.tuple([cellInputs(0), cellInputs(1), cellInputs(2)]),
});

const schema = z.strictObject({
  /** Channels of the stem; every halving doubles them. */
  channels: z.number().int().min(1).max(128),
  /** Feature maps are halved while their extent stays at or above this, in px. */
  smallest: z.number().int().min(1).max(1024),
  /** Nor are they halved below the image's extent divided by this. */
  ratio: z.number().int().min(1).max(1024),
  /** Whether the hybrid dilated layer takes the place of the last halving (the paper's Fig. 6) instead of following it. */
  hdcReplacesLast: z.boolean(),
  /** Whether that layer is there, is not, or is searched like the rest; its absence is the paper's ablation. */
  hdcLayer: z.enum(["on", "off", "search"]).default("on"),
  /** Cells of every searched layer; `inputs` of further ones are not used. */
  cells: z.number().int().min(1).max(CELLS).default(CELLS),
  /** Convolutions of rates 1, 2, 3 side by side and summed, or one after another. */
  hdc: z.enum(["parallel", "serial"]),
  /** How often a separable convolution is applied: 2 in ENAS. */
  separablePasses: z.union([z.literal(1), z.literal(2)]),
  /** Whether an operation keeps weights of its own for every input it may read, as in ENAS; without, a supernet trains each more often. */
  weightsByInput: z.boolean(),
  down: layer,
  bridge: layer,
  up: layer,
  /** Long skips from the finest down, searched or fixed; deeper stages have the last setting. */
  skips: z
    .array(z.enum(["search", "on", "off"]))
    .min(1)
    .max(12),
});

export type AutosegnetSettings = z.infer<typeof schema>;
export type LayerSettings = AutosegnetSettings["down"];

/** Throws StudioError "BadInput" naming the field. */
export const parseSettings = (json: unknown): AutosegnetSettings => parseWith(schema, "The AutoSegNet space", json);

const upTo = (cell: number): [number[], number[]] => {
  const all = Array.from({ length: cell + LAYER_INPUTS }, (_, index) => index);
  return [all, all];
};

const anyLayer: LayerSettings = { operations: OPERATIONS.map(({ id }) => id), inputs: [upTo(0), upTo(1), upTo(2)] };
/** Every cell reads the two layers before (the paper's Figs. 2 and 4). */
const operationsOnly: LayerSettings = {
  ...anyLayer,
  inputs: [
    [[0], [1]],
    [[0], [1]],
    [[0], [1]],
  ],
};

/** Channels of the stem are not given in the paper; 16 are ours. So are one pass for the browser, and weights that do not depend on the input: shared ones are trained more often. */
const paper: AutosegnetSettings = {
  channels: 16,
  smallest: 16,
  ratio: 32,
  hdcReplacesLast: false,
  hdcLayer: "on",
  cells: CELLS,
  hdc: "parallel",
  separablePasses: 2,
  weightsByInput: true,
  down: anyLayer,
  bridge: anyLayer,
  up: anyLayer,
  skips: ["search"],
};

const browser: AutosegnetSettings = { ...paper, channels: 8, separablePasses: 1, weightsByInput: false };

export const presets: readonly SpacePreset<AutosegnetSettings>[] = [
  { id: "autosegnet-browser", label: "Browser", settings: browser },
  { id: "autosegnet-paper", label: "Paper", settings: paper },
  {
    id: "autosegnet-operations",
    label: "Operations only",
    settings: { ...browser, down: operationsOnly, bridge: operationsOnly, up: operationsOnly },
  },
];
