import type { Rect } from "../image/plane.ts";

/** A part of a slice with the slice's proportions. */
export interface Crop {
  /** How many times the slice is as wide as it. */
  readonly zoom: number;
  /** Its middle, in pixels of the slice; null for the slice's. */
  readonly center: readonly [x: number, y: number] | null;
}

/** At least so many pixels across. */
const FEWEST = 8;

/** The part in whole pixels, kept within the whole. */
export function cropRect(whole: Rect, { zoom, center }: Crop): Rect {
  const [width, height] = [whole.width, whole.height].map((size) =>
    Math.min(size, Math.max(Math.min(size, FEWEST), Math.round(size / zoom))),
  ) as [number, number];
  const [x, y] = center ?? [whole.x + whole.width / 2, whole.y + whole.height / 2];
  const kept = (middle: number, size: number, from: number, all: number) =>
    Math.min(from + all - size, Math.max(from, Math.round(middle - size / 2)));
  return {
    x: kept(x, width, whole.x, whole.width),
    y: kept(y, height, whole.y, whole.height),
    width,
    height,
  };
}

/** The same moved by so many pixels; the middle stays where the part can follow. */
export function movedCrop(whole: Rect, crop: Crop, [dx, dy]: readonly [x: number, y: number]): Crop {
  const { x, y, width, height } = cropRect(whole, crop);
  const moved = cropRect(whole, { ...crop, center: [x + width / 2 + dx, y + height / 2 + dy] });
  return { ...crop, center: [moved.x + moved.width / 2, moved.y + moved.height / 2] };
}
