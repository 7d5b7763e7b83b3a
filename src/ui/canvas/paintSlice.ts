import { UNLABELLED } from "../../core/image/labelMap.ts";
import type { VoxelArray } from "../../core/image/volume.ts";
import type { OverlayMode } from "../../state/viewSlice.ts";
import { mixed, packed, type Rgb } from "./colors.ts";

export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly image: VoxelArray;
  readonly window: readonly [low: number, high: number];
}

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
  /** Direction in which a class is hatched instead of filled, for eyes or prints that do not tell the colours apart. */
  readonly hatch?: readonly (1 | -1 | 0)[];
}

const FILL = { large: 0.1, small: 0.45 };
/** Hatching repeats every eight pixels. */
const HATCH = 7;

/** Greys of the image through its window, 0 … 255. Small integers go through a table: a slice of 2048 × 2048 is painted at every step of the wheel. */
export function windowedGreys({ image, window: [low, high] }: GreyPicture): Uint8Array {
  const scale = 255 / Math.max(high - low, Number.EPSILON);
  const greys = new Uint8Array(image.length);
  if (image instanceof Uint8Array || image instanceof Uint16Array) {
    const table = Uint8ClampedArray.from(
      { length: image instanceof Uint8Array ? 256 : 65_536 },
      (_, value) => (value - low) * scale,
    );
    for (let index = 0; index < image.length; index++) greys[index] = table[image[index]!]!;
  } else {
    const clamped = new Uint8ClampedArray(greys.buffer);
    for (let index = 0; index < image.length; index++) clamped[index] = (image[index]! - low) * scale;
  }
  return greys;
}

/** The slice as canvas pixels, with its classes where there are any. */
export function paintSlice(picture: GreyPicture, overlay: Overlay | null): ImageData {
  const greys = windowedGreys(picture);
  const pixels = new Uint32Array(greys.length);
  if (overlay && overlay.mode !== "off") paintClasses(pixels, greys, picture, overlay);
  else {
    const greyPixels = greyPalette();
    for (let index = 0; index < greys.length; index++) pixels[index] = greyPixels[greys[index]!]!;
  }
  return new ImageData(new Uint8ClampedArray(pixels.buffer), picture.width, picture.height);
}

/** Fills classes and strengthens the inner edge of each. */
function paintClasses(pixels: Uint32Array, greys: Uint8Array, { width, height }: GreyPicture, overlay: Overlay): void {
  const { labels } = overlay;
  const fills = palette(overlay, (index) =>
    overlay.mode === "both" ? fillShare(overlay.isLarge[index] === true, overlay.opacity) : 0,
  );
  const lines = palette(overlay, () => Math.min(1, 0.3 + overlay.opacity * 1.2));
  const hatch = Int8Array.from({ length: 256 }, (_, index) => overlay.hatch?.[index] ?? 0);
  const greyPixels = greyPalette();
  const isPainted = Uint8Array.from({ length: 256 }, (_, index) =>
    index !== UNLABELLED && overlay.colors[index] ? 1 : 0,
  );
  for (let y = 0; y < height; y++) {
    const [start, end] = [y * width, (y + 1) * width - 1];
    const [above, below] = [y > 0 ? width : 0, y < height - 1 ? width : 0];
    for (let index = start; index <= end; index++) {
      const label = labels[index]!;
      const place = (label << 8) | greys[index]!;
      const isEdge =
        isPainted[label] === 1 &&
        (labels[index - above] !== label ||
          labels[index + below] !== label ||
          (index > start && labels[index - 1] !== label) ||
          (index < end && labels[index + 1] !== label));
      const isLine = hatch[label] !== 0 && ((index - start + hatch[label]! * y) & HATCH) < HATCH / 2;
      pixels[index] =
        isEdge || isLine ? lines[place]! : hatch[label] === 0 ? fills[place]! : greyPixels[greys[index]!]!;
    }
  }
}

const greyPalette = (): Uint32Array => Uint32Array.from({ length: 256 }, (_, grey) => packed(grey, grey, grey));

/** Colour of [class][grey], with the share of the class colour; classes without a colour are plain grey. */
function palette({ colors }: Overlay, shareOf: (index: number) => number): Uint32Array {
  const table = new Uint32Array(256 * 256);
  for (let index = 0; index < 256; index++) {
    const color = colors[index];
    const share = color ? shareOf(index) : 0;
    for (let grey = 0; grey < 256; grey++)
      table[(index << 8) | grey] =
        color && share > 0 ? packed(...mixed([grey, grey, grey], color, share)) : packed(grey, grey, grey);
  }
  return table;
}

/** At half opacity the shares of the design; at full opacity small classes cover the picture. */
export function fillShare(isLarge: boolean, opacity: number): number {
  const base = isLarge ? FILL.large : FILL.small;
  return opacity <= 0.5 ? base * opacity * 2 : base + (1 - base) * (opacity - 0.5) * 2 * (isLarge ? 0.4 : 1);
}
