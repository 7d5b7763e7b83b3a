import { z } from "../../../core/zod.ts";
import { parseWith } from "../../../core/space/recipeSchema.ts";
import type { SpacePreset } from "../../../core/space/space.ts";
import { BLOCK_OPERATIONS, MOST_NODES, MOST_OPERATIONS, NONE } from "./block.ts";

const range = (low: number, high: number) =>
  z
    .tuple([z.number().int().min(low).max(high), z.number().int().min(low).max(high)])
    .refine(([from, to]) => from <= to, "the first number must not be above the second");

const operation = range(0, BLOCK_OPERATIONS.length - 1);

const schema = z.strictObject({
  /** Channels of the first level; level s has n·2^s. */
  n: range(1, 128),
  /** Poolings. */
  p: range(1, 6),
  /** Deep supervision: 0 without, 1 with. */
  sup: range(0, 1),
  /** Residual blocks: 0 without, 1 with. */
  res: range(0, 1),
  nodes: range(2, MOST_NODES),
  /** Operations of the matrix, row-major; those a smaller block has no room for are not used. */
  operations: z.array(operation).length(MOST_OPERATIONS),
  /** Share of a block's output channels that spatial dropout silences; the paper does not say. */
  dropout: z.number().min(0).max(0.9),
  /** log10 of the learning rate, searched in the same box; left out, all are trained by that of the recipe. */
  logLearningRate: z
    .tuple([z.number().min(-6).max(0), z.number().min(-6).max(0)])
    .refine(([from, to]) => from < to, "the first number must be below the second")
    .exactOptional(),
});

/** Closed ranges of the hyperparameters (spec 4.3); a range of one value pins it, and takes its axis out of the search. */
export type SegnasSettings = Readonly<z.infer<typeof schema>>;

/** Throws StudioError "BadInput" naming the field. */
export const parseSettings = (json: unknown): SegnasSettings => parseWith(schema, "The SegNAS space", json);

/** From 10⁻⁴ to 10⁻², around the 10⁻³ of the paper. */
export const USUAL_RATES: [number, number] = [-4, -2];

const anyOperation: [number, number] = [0, BLOCK_OPERATIONS.length - 1];
const pinned = (value: number): [number, number] => [value, value];
const noOperation = pinned(NONE);

const segnas11: SegnasSettings = {
  n: [8, 32],
  p: [2, 5],
  sup: [0, 1],
  res: [0, 1],
  nodes: [2, 4],
  operations: Array.from({ length: MOST_OPERATIONS }, () => anyOperation),
  dropout: 0.1,
};
/** Two convolutions after each other, {2, 0, 2}. */
const segnas4: SegnasSettings = {
  ...segnas11,
  nodes: [3, 3],
  operations: [pinned(2), noOperation, pinned(2), noOperation, noOperation, noOperation],
};
const segnas7: SegnasSettings = { ...segnas11, n: [16, 16], p: [4, 4], sup: [0, 0], res: [1, 1] };
/** What a browser can afford (spec 4.4). */
const small: SegnasSettings = { ...segnas11, n: [4, 16], p: [1, 3] };

export const presets: readonly SpacePreset<SegnasSettings>[] = [
  { id: "segnas-small", label: "Small", settings: small },
  { id: "segnas11", label: "SegNAS11", settings: segnas11 },
  { id: "segnas4", label: "SegNAS4", settings: segnas4 },
  { id: "segnas4-rate", label: "SegNAS4 and learning rate", settings: { ...segnas4, logLearningRate: USUAL_RATES } },
  { id: "segnas7", label: "SegNAS7", settings: segnas7 },
];
