import { rectAround, type PlaneMask, type PlanePoint, type PlaneSize } from "./planeMask.ts";

/** A round brush. */
export interface Brush {
  /** In pixels across the plane. */
  readonly diameter: number;
  /** Height of a pixel over its width: the brush is round where it is looked at, not in pixels. */
  readonly aspect: number;
}

/**
 * The pixels that a disc sweeps over from one place to the next: those whose middle it covers, and the pixels under both ends, so that
 * a brush of one pixel paints too and a path has no gaps however far apart its samples are. Null where all of it is off the plane.
 */
export function brushSegment(
  from: PlanePoint,
  to: PlanePoint,
  { diameter, aspect }: Brush,
  size: PlaneSize,
): PlaneMask | null {
  const radius = diameter / 2;
  const rect = rectAround([from, to], { x: radius, y: radius / aspect }, size);
  if (!rect) return null;
  const mask = new Uint8Array(rect.width * rect.height);
  const [dx, dy] = [to.x - from.x, (to.y - from.y) * aspect];
  const length = dx * dx + dy * dy;
  for (let row = 0, at = 0; row < rect.height; row++) {
    const y = (rect.y + row + 0.5 - from.y) * aspect;
    for (let column = 0; column < rect.width; column++, at++) {
      const x = rect.x + column + 0.5 - from.x;
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / length));
      if ((x - along * dx) ** 2 + (y - along * dy) ** 2 <= radius * radius) mask[at] = 1;
    }
  }
  for (const { x, y } of [from, to]) {
    const [column, row] = [Math.floor(x) - rect.x, Math.floor(y) - rect.y];
    if (column >= 0 && row >= 0 && column < rect.width && row < rect.height) mask[row * rect.width + column] = 1;
  }
  return { rect, mask };
}
