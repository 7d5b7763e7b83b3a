import { rectAround, type PlaneMask, type PlanePoint, type PlaneSize } from "./planeMask.ts";

const NO_MARGIN = { x: 0, y: 0 };

/** The pixels whose middle lies within a closed outline, by the even-odd rule. Null below three corners, or where none of it is on the plane. */
export function polygonMask(corners: readonly PlanePoint[], size: PlaneSize): PlaneMask | null {
  const rect = corners.length < 3 ? null : rectAround(corners, NO_MARGIN, size);
  if (!rect) return null;
  const mask = new Uint8Array(rect.width * rect.height);
  for (let row = 0; row < rect.height; row++) {
    const crossings = crossingsAt(corners, rect.y + row + 0.5);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const begin = Math.max(0, Math.ceil(crossings[pair]! - 0.5) - rect.x);
      const end = Math.min(rect.width, Math.ceil(crossings[pair + 1]! - 0.5) - rect.x);
      if (end > begin) mask.fill(1, row * rect.width + begin, row * rect.width + end);
    }
  }
  return { rect, mask };
}

/** Where a row meets the outline, from left to right. */
function crossingsAt(corners: readonly PlanePoint[], y: number): readonly number[] {
  return corners
    .flatMap((from, index) => {
      const to = corners[(index + 1) % corners.length]!;
      const isCrossed = from.y <= y !== to.y <= y;
      return isCrossed ? [from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x)] : [];
    })
    .sort((a, b) => a - b);
}
