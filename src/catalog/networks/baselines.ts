import type { Choice } from "../../core/options.ts";

/**
 * What networks that were found are compared with, small enough for a browser (spec 5): each with about as many parameters as the
 * median member of AutoSegNet's browser preset, and with twice as many, so that it is told whether size alone would do.
 */
export const BASELINES: readonly Choice[] = [
  { id: "unet", options: { base: 8, depth: 3, norm: "batch" } },
  { id: "unet", options: { base: 12, depth: 3, norm: "batch" } },
  { id: "pspnet", options: { size: "small8", base: 12 } },
  { id: "pspnet", options: { size: "small8", base: 16 } },
];
