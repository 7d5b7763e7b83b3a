import { UNLABELLED } from "../../core/image/labelMap.ts";
import type { Rect } from "../../core/image/plane.ts";
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
  /**
   * Classes above a quarter of the pixels: these get a faint fill, so that the picture stays visible, and an outline only around
   * parts as wide as three pixels. Outlined speckle would read as a strong fill.
   */
  readonly isLarge: readonly boolean[];
  /** Direction in which a class is hatched instead of filled, for eyes or prints that do not tell the colours apart. */
  readonly hatch?: readonly (1 | -1 | 0)[];
  /** Class indices that are proposed where `labels` has none: fainter, with dashed edges. */
  readonly proposed?: Uint8Array;
}

const FILL = { large: 0.1, small: 0.45 };
/** Hatching repeats every eight pixels. */
const HATCH = 7;

/** How values are seen through the window, 0 … 255. Small integers go through a table: a slice of 2048 × 2048 is painted at every step of the wheel. */
export function greyScale({ image, window: [low, high] }: Pick<GreyPicture, "image" | "window">) {
  const scale = 255 / Math.max(high - low, Number.EPSILON);
  const isSmall = image instanceof Uint8Array || image instanceof Uint16Array;
  const table = Uint8ClampedArray.from(
    { length: isSmall ? 256 ** image.BYTES_PER_ELEMENT : 0 },
    (_, value) => (value - low) * scale,
  );
  return (values: VoxelArray): Uint8Array => {
    const greys = new Uint8Array(values.length);
    const clamped = new Uint8ClampedArray(greys.buffer);
    if (isSmall) for (let index = 0; index < values.length; index++) greys[index] = table[values[index]!]!;
    else for (let index = 0; index < values.length; index++) clamped[index] = (values[index]! - low) * scale;
    return greys;
  };
}

/** Greys of the whole image through its window. */
export const windowedGreys = (picture: GreyPicture): Uint8Array => greyScale(picture)(picture.image);

/** The slice as canvas pixels, with its classes where there are any. */
export const paintSlice = (picture: GreyPicture, overlay: Overlay | null): ImageData =>
  slicePainter(picture, overlay)({ x: 0, y: 0, width: picture.width, height: picture.height });

/** Paints parts of a slice; labels that change in their place are seen in the next part. */
export function slicePainter(picture: GreyPicture, overlay: Overlay | null): (rect: Rect) => ImageData {
  const greysOf = greyScale(picture);
  const propose = overlay?.proposed && overlay.mode !== "off" && proposalPainter(picture, overlay, overlay.proposed);
  const paint =
    overlay && overlay.mode !== "off"
      ? classPainter(picture, overlay)
      : (pixels: Uint32Array, greys: Uint8Array) => {
          for (let index = 0; index < greys.length; index++) pixels[index] = GREY_PIXELS[greys[index]!]!;
        };
  return (rect) => {
    const greys = greysOf(cutRect(picture, rect));
    const pixels = new Uint32Array(greys.length);
    paint(pixels, greys, rect);
    if (propose) propose(pixels, greys, rect);
    return new ImageData(new Uint8ClampedArray(pixels.buffer), rect.width, rect.height);
  };
}

/** The values of a part of the image. */
function cutRect({ image, width, height }: GreyPicture, rect: Rect): VoxelArray {
  if (rect.width === width && rect.height === height) return image;
  const part = new (image.constructor as new (length: number) => VoxelArray)(rect.width * rect.height);
  for (let row = 0; row < rect.height; row++) {
    const begin = (rect.y + row) * width + rect.x;
    part.set(image.subarray(begin, begin + rect.width), row * rect.width);
  }
  return part;
}

/** Whether a pixel lies in a square of three by three of its label; beyond the picture everything goes on. */
function isInSquare(
  { width, height, labels }: { width: number; height: number; labels: Uint8Array },
  x: number,
  y: number,
): boolean {
  const label = labels[y * width + x]!;
  const isSquare = (middleX: number, middleY: number): boolean => {
    for (let row = Math.max(0, middleY - 1); row <= Math.min(height - 1, middleY + 1); row++)
      for (let column = Math.max(0, middleX - 1); column <= Math.min(width - 1, middleX + 1); column++)
        if (labels[row * width + column] !== label) return false;
    return true;
  };
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++)
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++)
      if (isSquare(column, row)) return true;
  return false;
}

/** Fills classes and strengthens the inner edge of each. */
function classPainter({ width, height }: GreyPicture, overlay: Overlay) {
  const { labels } = overlay;
  const fills = palette(overlay, (index) =>
    overlay.mode === "both" ? fillShare(overlay.isLarge[index] === true, overlay.opacity) : 0,
  );
  const lines = palette(overlay, () => Math.min(1, 0.3 + overlay.opacity * 1.2));
  const hatch = Int8Array.from({ length: 256 }, (_, index) => overlay.hatch?.[index] ?? 0);
  const isPainted = Uint8Array.from({ length: 256 }, (_, index) =>
    index !== UNLABELLED && overlay.colors[index] ? 1 : 0,
  );
  return (pixels: Uint32Array, greys: Uint8Array, rect: Rect): void => {
    for (let row = 0, at = 0; row < rect.height; row++) {
      const y = rect.y + row;
      const start = y * width;
      const [above, below] = [y > 0 ? width : 0, y < height - 1 ? width : 0];
      for (let x = rect.x; x < rect.x + rect.width; x++, at++) {
        const index = start + x;
        const label = labels[index]!;
        const place = (label << 8) | greys[at]!;
        const isEdge =
          isPainted[label] === 1 &&
          (labels[index - above] !== label ||
            labels[index + below] !== label ||
            (x > 0 && labels[index - 1] !== label) ||
            (x < width - 1 && labels[index + 1] !== label)) &&
          (overlay.isLarge[label] !== true || isInSquare({ width, height, labels }, x, y));
        const isLine = hatch[label] !== 0 && ((x + hatch[label]! * y) & HATCH) < HATCH / 2;
        pixels[at] = isEdge || isLine ? lines[place]! : hatch[label] === 0 ? fills[place]! : GREY_PIXELS[greys[at]!]!;
      }
    }
  };
}

/** Of how much of a fill a proposal has, and after how many pixels its dashes come again. */
const PROPOSED = { share: 0.7, dash: 6 };

/** Fills what is proposed and not decided yet. */
function proposalPainter({ width, height }: GreyPicture, overlay: Overlay, proposed: Uint8Array) {
  const { labels, mode, opacity, isLarge } = overlay;
  const fills = palette(overlay, (index) =>
    mode === "both" ? PROPOSED.share * fillShare(isLarge[index] === true, opacity) : 0,
  );
  const lines = palette(overlay, () => Math.min(1, 0.3 + opacity * 1.2));
  const stateAt = (index: number) => (labels[index] === UNLABELLED ? proposed[index]! : -1);
  return (pixels: Uint32Array, greys: Uint8Array, rect: Rect): void => {
    for (let row = 0, at = 0; row < rect.height; row++) {
      const y = rect.y + row;
      for (let x = rect.x; x < rect.x + rect.width; x++, at++) {
        const index = y * width + x;
        const state = stateAt(index);
        if (state < 0) continue;
        const isEdge =
          (y > 0 && stateAt(index - width) !== state) ||
          (y < height - 1 && stateAt(index + width) !== state) ||
          (x > 0 && stateAt(index - 1) !== state) ||
          (x < width - 1 && stateAt(index + 1) !== state);
        const isDash = (x + y) % PROPOSED.dash < PROPOSED.dash / 2;
        pixels[at] = (isEdge && isDash ? lines : fills)[(state << 8) | greys[at]!]!;
      }
    }
  };
}

const GREY_PIXELS = Uint32Array.from({ length: 256 }, (_, grey) => packed(grey, grey, grey));

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
