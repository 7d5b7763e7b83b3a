import { regionShape, type Range, type Region } from "../dataset.ts";
import type { Spacing } from "../objects/distanceMap.ts";
import type { Shape3, Volume } from "../volume.ts";
import type { BoxChange } from "./betweenSlices.ts";
import { boxOf, type LabelVolume } from "./labelEdit.ts";
import { mayPaint, type PaintLimits } from "./planeMask.ts";

/** A place in voxels along [z, y, x]; the middle of the first voxel is at 0.5. */
export type StackPoint = readonly [z: number, y: number, x: number];

/** A round brush in three dimensions on its way. */
export interface BallStroke {
  readonly path: readonly StackPoint[];
  /** In voxels along x. */
  readonly diameter: number;
  /** Size of a voxel; only proportions count. The ball is round in space, not in voxels. */
  readonly spacing: Spacing;
  readonly value: number;
  readonly limits: PaintLimits;
}

/** The voxels whose middle a ball covers on its way, and those under its samples. Null where all of it is off the stack. */
export function ballChange(labels: LabelVolume, { data: image, shape }: Volume, stroke: BallStroke): BoxChange | null {
  const { path, value, limits } = stroke;
  const box = boxAround(path, stroke, shape);
  if (!box) return null;
  const after = boxOf(labels, box);
  const [, rows, columns] = regionShape(box);
  const paint = (z: number, y: number, x: number) => {
    const at = ((z - box.z.from) * rows + y - box.y.from) * columns + x - box.x.from;
    const grey = image[(z * shape[1] + y) * shape[2] + x]!;
    if (mayPaint(grey, after[at]!, value, limits)) after[at] = value;
  };
  for (const [index, to] of path.entries()) sweep(path[Math.max(0, index - 1)]!, to, stroke, shape, paint);
  return { box, after };
}

/** Every voxel of one piece of the way. */
function sweep(
  from: StackPoint,
  to: StackPoint,
  stroke: BallStroke,
  shape: Shape3,
  visit: (z: number, y: number, x: number) => void,
): void {
  const box = boxAround([from, to], stroke, shape);
  if (!box) return;
  const { spacing } = stroke;
  const scaled = (point: StackPoint): StackPoint =>
    point.map((place, axis) => place * spacing[axis]!) as unknown as StackPoint;
  const [begin, end] = [scaled(from), scaled(to)];
  const reach = ((stroke.diameter / 2) * spacing[2]) ** 2;
  const [underZ, underY, underX] = to.map(Math.floor);
  for (let z = box.z.from; z < box.z.to; z++) {
    for (let y = box.y.from; y < box.y.to; y++) {
      for (let x = box.x.from; x < box.x.to; x++) {
        const isUnder = z === underZ && y === underY && x === underX;
        if (isUnder || squaredDistance(scaled([z + 0.5, y + 0.5, x + 0.5]), begin, end) <= reach) visit(z, y, x);
      }
    }
  }
}

function boxAround(
  points: readonly StackPoint[],
  { diameter, spacing }: Pick<BallStroke, "diameter" | "spacing">,
  shape: Shape3,
): Region | null {
  const [z, y, x] = [0, 1, 2].map((axis): Range => {
    const places = points.map((point) => point[axis]!);
    const reach = (diameter / 2) * (spacing[2] / spacing[axis]!);
    return {
      from: Math.max(0, Math.floor(Math.min(...places) - reach)),
      to: Math.min(shape[axis]!, Math.floor(Math.max(...places) + reach) + 1),
    };
  }) as [Range, Range, Range];
  return [z, y, x].every(({ from, to }) => to > from) ? { z, y, x } : null;
}

/** From a point to the line between two others. */
function squaredDistance(point: StackPoint, from: StackPoint, to: StackPoint): number {
  const [dz, dy, dx] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const [pz, py, px] = [point[0] - from[0], point[1] - from[1], point[2] - from[2]];
  const length = dz * dz + dy * dy + dx * dx;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, (pz * dz + py * dy + px * dx) / length));
  return (pz - along * dz) ** 2 + (py - along * dy) ** 2 + (px - along * dx) ** 2;
}
