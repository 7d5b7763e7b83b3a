import type { VoxelArray } from "./volume.ts";

/** What of a colour becomes grey. */
export const COLOR_PARTS = ["brightness", "red", "green", "blue"] as const;
export type ColorPart = (typeof COLOR_PARTS)[number];

const PARTS: Readonly<Record<ColorPart, (color: number) => number>> = {
  /** Luminance (Rec. 601). */
  brightness: (color) => Math.round(0.299 * (color >> 16) + 0.587 * ((color >> 8) & 255) + 0.114 * (color & 255)),
  red: (color) => color >> 16,
  green: (color) => (color >> 8) & 255,
  blue: (color) => color & 255,
};

/** Grey values of colours 0xrrggbb. */
export const greyOf = (colors: VoxelArray, part: ColorPart = "brightness"): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(colors, PARTS[part]);
