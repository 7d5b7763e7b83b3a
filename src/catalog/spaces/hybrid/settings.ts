import { z } from "../../../core/zod.ts";
import { parseWith } from "../../../core/space/recipeSchema.ts";
import { fieldSchema } from "../../networks/hybrid/field.ts";
import type { SpacePreset } from "../../../core/space/space.ts";

/** Levels of the tree: net, its slices and its volume, blocks of the one and paths of the other. */
export const LEVELS = ["net", "slices, volume", "blocks, paths"] as const;

const range = z
  .tuple([z.number().int(), z.number().int()])
  .refine(([low, high]) => low <= high, "the first number must not be above the second");
const counted = range.refine(([low]) => low >= 1, "the first number must be 1 at least");
/** The values of the root, and what a block or path may add to them; null where all inherit. */
const levels = z.tuple([counted, range.nullable()]);
const rate = z.number().min(0).max(1);

const schema = z.strictObject({
  /** Of the slices' finest block; a block at scale s has 2^s times as many. */
  kernels: levels,
  /** Of the slices' encoder. */
  blocks: counted.refine(([, high]) => high <= 5, "there are 5 at most"),
  /** Of a block of the slices. */
  convolutions: levels,
  /** 3×3×3 convolutions first in the blocks of the two finest scales. */
  inserts: z.array(z.enum(["none", "fine"])).min(1),
  /** What the pyramid reads. */
  feeds: z.array(z.enum(["predictions", "features"])).min(1),
  /** Of the pyramid. */
  paths: counted.refine(([, high]) => high <= 5, "there are 5 at most"),
  /** Of a path of the pyramid. */
  pathConvolutions: levels,
  /** Of the first path; path p has 2^p times as many. */
  pathKernels: levels,
  /** How paths come together. */
  combines: z.array(z.enum(["sum", "concat"])).min(1),
  /** Width of the up-convolution into a block: that of its first convolution, or the block's (spec 2.2, as amended). */
  upWidth: z.enum(["first", "block"]),
  /** "pytorch": the later version, with a 3×3×3 convolution first, instance norms, and one kernel for all of a path. */
  version: z.enum(["poster", "pytorch"]),
  /** Weight of the loss of the slices' own predictions. */
  c2d: z.number().min(0).max(10),
  /** A conditional random field on the scores of every member; none where it is not given. */
  field: fieldSchema.nullable().exactOptional(),
  /** How often a value moves, by level. */
  rates: z.tuple([rate, rate, rate]),
});

/** Ranges and switches of the hybrid space: what the Space room edits. */
export type HybridSettings = Readonly<z.infer<typeof schema>>;

/** Throws StudioError "BadInput" naming the field. */
export const parseSettings = (json: unknown): HybridSettings => parseWith(schema, "The hybrid space", json);

/** For patches of 5 × 96 × 96 in a browser (spec 2.2). */
const browser: HybridSettings = {
  kernels: [
    [8, 16],
    [-4, 4],
  ],
  blocks: [1, 3],
  convolutions: [
    [1, 3],
    [-1, 1],
  ],
  inserts: ["none", "fine"],
  feeds: ["predictions", "features"],
  paths: [1, 3],
  pathConvolutions: [
    [1, 3],
    [-1, 1],
  ],
  pathKernels: [
    [4, 16],
    [-2, 2],
  ],
  combines: ["sum", "concat"],
  upWidth: "first",
  version: "poster",
  c2d: 0.33,
  rates: [1, 0.65, 0.65],
};

/** The published sizes, and down to an eighth of their width (spec 2.2). */
const published: HybridSettings = {
  ...browser,
  kernels: [
    [8, 64],
    [-8, 8],
  ],
  blocks: [2, 4],
  inserts: ["fine"],
  feeds: ["features"],
  paths: [2, 2],
  pathConvolutions: [
    [3, 5],
    [-1, 1],
  ],
  pathKernels: [
    [8, 64],
    [-8, 8],
  ],
  combines: ["sum"],
};

export const presets: readonly SpacePreset<HybridSettings>[] = [
  { id: "hybrid-browser", label: "Browser", settings: browser },
  {
    id: "hybrid-poster",
    label: "Poster (predictions only)",
    settings: { ...published, inserts: ["none"], feeds: ["predictions"] },
  },
  { id: "hybrid-3x3x3", label: "2D-3D+3x3x3", settings: published },
  {
    id: "hybrid-pytorch",
    label: "PyTorch version",
    settings: { ...published, blocks: [3, 3], version: "pytorch", upWidth: "block" },
  },
];
