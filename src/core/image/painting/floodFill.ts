import { mayPaint, type PaintLimits, type PaintPlane, type PlaneMask } from "./planeMask.ts";

/**
 * The pixels that hang together with the one at (x, y) by their edges, have the same label as it, and greys no further than `tolerance`
 * from its own. Null where the first pixel is off the plane or must not be painted.
 */
export function floodFill(
  plane: PaintPlane,
  { x, y }: { readonly x: number; readonly y: number },
  { tolerance, value, limits }: { readonly tolerance: number; readonly value: number; readonly limits: PaintLimits },
): PlaneMask | null {
  const { width, height, image, labels } = plane;
  if (x < 0 || y < 0 || x >= width || y >= height) return null;
  const start = y * width + x;
  const [grey, label] = [image[start]!, labels[start]!];
  const isIn = (at: number) =>
    labels[at] === label && Math.abs(image[at]! - grey) <= tolerance && mayPaint(image[at]!, label, value, limits);
  if (!isIn(start)) return null;
  return cutOut(reached(plane, start, isIn), plane);
}

/** 1 for each pixel that is reached from the first, row by row in whole runs. */
function reached({ width, height }: PaintPlane, start: number, isIn: (at: number) => boolean): Uint8Array {
  const seen = new Uint8Array(width * height);
  const waiting = [start];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen[at] === 1) continue;
    const row = at - (at % width);
    let [from, to] = [at, at + 1];
    while (from > row && seen[from - 1] === 0 && isIn(from - 1)) from--;
    while (to < row + width && seen[to] === 0 && isIn(to)) to++;
    seen.fill(1, from, to);
    for (const next of [-width, width]) {
      if (row + next < 0 || row + next >= width * height) continue;
      for (let pixel = from + next; pixel < to + next; pixel++)
        if (seen[pixel] === 0 && isIn(pixel) && (pixel === from + next || seen[pixel - 1] === 1 || !isIn(pixel - 1)))
          waiting.push(pixel);
    }
  }
  return seen;
}

/** A mask of the whole plane as one of its own rectangle. */
function cutOut(seen: Uint8Array, { width, height }: PaintPlane): PlaneMask {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (seen[at] === 0) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  const rect = { x: left, y: top, width: right - left, height: bottom - top };
  const mask = new Uint8Array(rect.width * rect.height);
  for (let row = 0; row < rect.height; row++) {
    const begin = (top + row) * width + left;
    mask.set(seen.subarray(begin, begin + rect.width), row * rect.width);
  }
  return { rect, mask };
}
