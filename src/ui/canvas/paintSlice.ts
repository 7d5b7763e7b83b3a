import { UNLABELLED } from "../../core/image/labelMap.ts";
import type { VoxelArray } from "../../core/image/volume.ts";
import { mixed, packed, type Rgb } from "./colors.ts";

export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly image: VoxelArray;
  readonly window: readonly [low: number, high: number];
}

export type OverlayMode = "both" | "line" | "off";

/** How classes are laid over the greys. */
export interface Overlay {
  readonly labels: Uint8Array;
  readonly mode: OverlayMode;
  /** 0 … 1; 0.5 is the look of the design, 1 hides the greys below. */
  readonly opacity: number;
  /** One entry per class; null is not painted. */
  readonly colors: readonly (Rgb | null)[];
  /** Classes above a quarter of the pixels: these get a faint fill, so that the picture stays visible. */
  readonly isLarge: readonly boolean[];
}

const FILL = { large: 0.1, small: 0.45 };

/** Greys of the image through its window, 0 … 255. */
export function windowedGreys({ image, window: [low, high] }: GreyPicture): Uint8Array {
  const scale = 255 / Math.max(high - low, Number.EPSILON);
  const greys = new Uint8ClampedArray(image.length);
  for (let index = 0; index < image.length; index++) greys[index] = (image[index]! - low) * scale;
  return new Uint8Array(greys.buffer);
}

/** The slice as canvas pixels, with its classes where there are any. */
export function paintSlice(picture: GreyPicture, overlay: Overlay | null): ImageData {
  const greys = windowedGreys(picture);
  const pixels = new Uint32Array(greys.length);
  const palette = fillPalette(overlay);
  if (!overlay || overlay.mode === "off") {
    for (let index = 0; index < greys.length; index++) pixels[index] = palette[greys[index]!]!;
  } else {
    fillClasses(pixels, greys, overlay.labels, palette);
    drawOutlines(pixels, greys, picture.width, overlay);
  }
  return new ImageData(new Uint8ClampedArray(pixels.buffer), picture.width, picture.height);
}

/** Colour of [class][grey]; row 255 and classes without a colour are plain grey. */
function fillPalette(overlay: Overlay | null): Uint32Array {
  const palette = new Uint32Array(256 * 256);
  for (let index = 0; index < 256; index++) {
    const color = overlay?.mode === "both" ? overlay.colors[index] : null;
    const share = overlay && color ? fillShare(overlay.isLarge[index] === true, overlay.opacity) : 0;
    for (let grey = 0; grey < 256; grey++) palette[index * 256 + grey] = packed(...(color ? mixed([grey, grey, grey], color, share) : ([grey, grey, grey] as const)));
  }
  return palette;
}

/** At half opacity the shares of the design; at full opacity small classes cover the picture. */
export function fillShare(isLarge: boolean, opacity: number): number {
  const base = isLarge ? FILL.large : FILL.small;
  return opacity <= 0.5 ? base * opacity * 2 : base + (1 - base) * (opacity - 0.5) * 2 * (isLarge ? 0.4 : 1);
}

function fillClasses(pixels: Uint32Array, greys: Uint8Array, labels: Uint8Array, palette: Uint32Array): void {
  for (let index = 0; index < greys.length; index++) pixels[index] = palette[labels[index]! * 256 + greys[index]!]!;
}

/** Colours the inner edge of every painted class. */
function drawOutlines(pixels: Uint32Array, greys: Uint8Array, width: number, { labels, colors, opacity }: Overlay): void {
  const share = Math.min(1, 0.3 + opacity * 1.2);
  const lines = new Uint32Array(256 * 256);
  const isPainted = new Uint8Array(256);
  colors.forEach((color, index) => {
    if (!color || index === UNLABELLED) return;
    isPainted[index] = 1;
    for (let grey = 0; grey < 256; grey++) lines[index * 256 + grey] = packed(...mixed([grey, grey, grey], color, share));
  });
  const last = labels.length - width;
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index]!;
    if (isPainted[label] === 0) continue;
    const column = index % width;
    const isEdge =
      (column > 0 && labels[index - 1] !== label) ||
      (column < width - 1 && labels[index + 1] !== label) ||
      (index >= width && labels[index - width] !== label) ||
      (index < last && labels[index + width] !== label);
    if (isEdge) pixels[index] = lines[label * 256 + greys[index]!]!;
  }
}
