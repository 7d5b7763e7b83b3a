import type { Choice } from "../../core/options.ts";

/** What networks that were found are compared with, small enough for a browser (spec 5). */
export const BASELINES: readonly Choice[] = [
  { id: "unet", options: { base: 8, depth: 3, norm: "batch" } },
  { id: "pspnet", options: { size: "small", base: 16 } },
];
