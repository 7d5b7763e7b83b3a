import { z } from "../../../core/zod.ts";
import { parseWith } from "../../../core/space/recipeSchema.ts";
import type { SpacePreset } from "../../../core/space/space.ts";

/** Levels of the tree: net, encoder and decoder, blocks, layers (spec 1.2). Edges into a block count as its layers. */
export const LEVELS = ["net", "encoder, decoder", "blocks", "layers"] as const;

const range = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low <= high, "the first number must not be above the second");
/** One range per level; null means the level inherits. Level 0 holds values, deeper levels hold deltas. */
const levels = z.tuple([range, range.nullable(), range.nullable(), range.nullable()]);
const rate = z.number().min(0).max(1);

const schema = z.strictObject({
  kernels: levels,
  blocks: levels,
  layers: levels,
  widths: z.array(z.union([z.literal(1), z.literal(3), z.literal(5), z.literal(7)])).min(1),
  poolings: z.array(z.enum(["max", "conv"])).min(1),
  /** Levels on which a module may take another pooling than the one it inherits. */
  poolingMayFlip: z.tuple([z.boolean(), z.boolean(), z.boolean()]),
  activations: z.array(z.enum(["relu", "elu", "leakyRelu"])).min(1),
  /** log10 of the L1 and L2 penalties on the mean loss; a value of -10 or less is no penalty. */
  penalty: levels,
  rates: z.tuple([rate, rate, rate, rate]),
  isAdditive: z.boolean(),
  isResidual: z.boolean(),
  norm: z.enum(["none", "batch", "instance"]),
  padding: z.enum(["same", "valid"]),
  /** "dilated": blocks one after the other at full resolution, block i with dilation 2^i (spec 1.2). */
  shape: z.enum(["encoderDecoder", "dilated"]).default("encoderDecoder"),
  /** What the edge into a block inherits from: its first layer, as in the public code, or the block, as studies had it that do not say (spec 1.2). */
  edges: z.enum(["layer", "block"]).default("block"),
});

/** Ranges and switches of the module-tree space: what the Space room edits. */
export type ModuleTreeSettings = Readonly<z.infer<typeof schema>>;

/** Throws StudioError "BadInput" naming the field. */
export const parseSettings = (json: unknown): ModuleTreeSettings => parseWith(schema, "The module-tree space", json);

const browser: ModuleTreeSettings = {
  kernels: [
    [4, 32],
    [-4, 4],
    [-4, 4],
    [-4, 4],
  ],
  blocks: [[1, 4], [-1, 1], null, null],
  layers: [[1, 3], null, [-1, 1], null],
  widths: [3, 5],
  poolings: ["max", "conv"],
  poolingMayFlip: [true, false, false],
  activations: ["relu", "elu", "leakyRelu"],
  penalty: [
    [-11, -3],
    [-0.5, 0.5],
    [-0.5, 0.5],
    [-0.5, 0.5],
  ],
  rates: [1, 0.65, 0.65, 0.65],
  isAdditive: true,
  isResidual: false,
  norm: "batch",
  padding: "same",
  shape: "encoderDecoder",
  edges: "layer",
};

/** Small enough for a search of minutes on a laptop: what the first run and the workshop use. */
const tiny: ModuleTreeSettings = {
  ...browser,
  kernels: [
    [4, 12],
    [-2, 2],
    [-2, 2],
    [-2, 2],
  ],
  blocks: [[1, 3], [-1, 1], null, null],
  layers: [[1, 2], null, [-1, 1], null],
  widths: [3],
};

/**
 * Ranges of spec 1.3 for the published system: valid padding, no normalisation. Its penalties go with a loss that is summed over the
 * voxels of a batch: -11 to -3 there is -15.5 to -7.5 on the mean of 8 patches of 64 × 64.
 */
const paper: ModuleTreeSettings = {
  ...browser,
  kernels: [
    [16, 150],
    [-10, 10],
    [-10, 10],
    [-10, 10],
  ],
  penalty: [
    [-15.5, -7.5],
    [-0.5, 0.5],
    [-0.5, 0.5],
    [-0.5, 0.5],
  ],
  norm: "none",
  padding: "valid",
};

export const presets: readonly SpacePreset<ModuleTreeSettings>[] = [
  { id: "tiny", label: "Tiny", settings: tiny },
  { id: "browser", label: "Browser", settings: browser },
  { id: "paper", label: "Paper", settings: paper },
];
