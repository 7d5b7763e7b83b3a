import { UNLABELLED } from "../labelMap.ts";
import type { Rect } from "../plane.ts";
import type { VoxelArray } from "../volume.ts";

/** Pixels of a plane that a tool touches: 1 or 0 for each pixel of the rectangle. */
export interface PlaneMask {
  readonly rect: Rect;
  readonly mask: Uint8Array<ArrayBuffer>;
}

export interface PlaneSize {
  readonly width: number;
  readonly height: number;
}

/** A place on a plane, in its pixels; the middle of the first one is at (0.5, 0.5). */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

/** What a tool may paint on. */
export interface PaintLimits {
  /** Greys that are painted, both ends included; null for all. */
  readonly greys: readonly [low: number, high: number] | null;
  /** What carries a label stays as it is. */
  readonly keepsPainted: boolean;
}

/** A plane as tools see it. */
export interface PaintPlane extends PlaneSize {
  readonly image: VoxelArray;
  /** Class index, or UNLABELLED. */
  readonly labels: Uint8Array;
}

/** The smallest whole rectangle around some places that lies in the plane; null where none of it does. */
export function rectAround(
  points: readonly PlanePoint[],
  { x: padX, y: padY }: PlanePoint,
  { width, height }: PlaneSize,
): Rect | null {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const left = Math.max(0, Math.floor(Math.min(...xs) - padX));
  const top = Math.max(0, Math.floor(Math.min(...ys) - padY));
  const right = Math.min(width, Math.ceil(Math.max(...xs) + padX) + 1);
  const bottom = Math.min(height, Math.ceil(Math.max(...ys) + padY) + 1);
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}

/** Whether a voxel may be painted with `value`: an eraser goes by no label. */
export const mayPaint = (grey: number, label: number, value: number, { greys, keepsPainted }: PaintLimits): boolean =>
  (greys === null || (grey >= greys[0] && grey <= greys[1])) &&
  (!keepsPainted || value === UNLABELLED || label === UNLABELLED);

/** What of a mask may be painted. */
export function limited({ rect, mask }: PlaneMask, plane: PaintPlane, value: number, limits: PaintLimits): PlaneMask {
  const kept = mask.slice();
  for (let row = 0, at = 0; row < rect.height; row++) {
    let pixel = (rect.y + row) * plane.width + rect.x;
    for (let column = 0; column < rect.width; column++, at++, pixel++)
      if (kept[at] === 1 && !mayPaint(plane.image[pixel]!, plane.labels[pixel]!, value, limits)) kept[at] = 0;
  }
  return { rect, mask: kept };
}

/** Writes a value where the mask is 1; the labels are those of the whole plane. */
export function paintMask({ rect, mask }: PlaneMask, { width }: PlaneSize, labels: Uint8Array, value: number): void {
  for (let row = 0, at = 0; row < rect.height; row++) {
    const begin = (rect.y + row) * width + rect.x;
    for (let column = 0; column < rect.width; column++, at++) if (mask[at] === 1) labels[begin + column] = value;
  }
}
