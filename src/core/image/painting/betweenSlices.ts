import { StudioError } from "../../errors.ts";
import { lengthOf, regionShape, type Range, type Region } from "../dataset.ts";
import { UNLABELLED } from "../labelMap.ts";
import { distanceMap, type Spacing } from "../objects/distanceMap.ts";
import { boxOfRect, PLANE_WORDS, planesAlong, planeSize, type Plane } from "../plane.ts";
import { boxOf, type LabelVolume } from "./labelEdit.ts";

/** What a box becomes. */
export interface BoxChange {
  readonly box: Region;
  readonly after: Uint8Array<ArrayBuffer>;
}

/** One class of labels in the planes along one axis. */
export interface ClassAlong {
  readonly plane: Plane;
  readonly value: number;
  /** Size of a voxel; only proportions count. */
  readonly spacing: Spacing;
}

const AXES = { xy: "z", xz: "y", yz: "x" } as const;

/**
 * Fills one class between the nearest planes that hold it, before and behind `index` or that plane itself: in each plane between, its
 * outline is where the distances to both outlines, inwards positive, balance (shape-based interpolation, Raya and Udupa 1990). Only what
 * is unlabelled is painted. Throws StudioError "BadInput" where there are no two such planes, or their outlines do not overlap.
 */
export function fillBetween(labels: LabelVolume, { plane, value, spacing }: ClassAlong, index: number): BoxChange {
  const [first, last] = nearestPlanes(labels, plane, value, index);
  const around = joined(extentOf(labels, plane, first, value)!, extentOf(labels, plane, last, value)!, labels.shape);
  const [from, to] = [first, last].map((at) => signedDistances(labels, across(around, plane, at), value, spacing));
  if (!from!.some((distance, at) => distance > 0 && to![at]! > 0))
    throw new StudioError(
      "BadInput",
      `The outlines in ${PLANE_WORDS[plane]}s ${first} and ${last} do not overlap, so nothing can be filled between them. Paint one in the middle.`,
    );
  const box = { ...around, [AXES[plane]]: { from: first + 1, to: last } };
  const after = boxOf(labels, box);
  const place = placeIn(box, plane);
  for (let at = first + 1; at < last; at++) {
    const share = (at - first) / (last - first);
    for (let pixel = 0; pixel < from!.length; pixel++) {
      const voxel = place(pixel, at - first - 1);
      const isInside = from![pixel]! * (1 - share) + to![pixel]! * share > 0;
      if (isInside && after[voxel] === UNLABELLED) after[voxel] = value;
    }
  }
  return { box, after };
}

/** What one class is in the plane before, brought into this one where nothing is labelled. Throws StudioError "BadInput" where no plane is before it, or that does not hold the class. */
export function copyBefore(
  labels: LabelVolume,
  { plane, value }: Omit<ClassAlong, "spacing">,
  index: number,
): BoxChange {
  const around = index > 0 ? extentOf(labels, plane, index - 1, value) : null;
  if (!around)
    throw new StudioError(
      "BadInput",
      index > 0
        ? `The ${PLANE_WORDS[plane]} before, ${index - 1}, holds nothing of this class that could be copied.`
        : `This is the first ${PLANE_WORDS[plane]}: there is none before it to copy from.`,
    );
  const box = across(around, plane, index);
  const before = boxOf(labels, around);
  const after = boxOf(labels, box).map((label, at) => (before[at] === value && label === UNLABELLED ? value : label));
  return { box, after };
}

/** The last plane up to `index` and the first behind it that hold the class, with one at least between them. */
function nearestPlanes(labels: LabelVolume, plane: Plane, value: number, index: number): readonly [number, number] {
  const count = planesAlong(labels.shape, plane);
  const has = (at: number) => extentOf(labels, plane, at, value) !== null;
  let first = index;
  while (first >= 0 && !has(first)) first--;
  let last = index + 1;
  while (last < count && !has(last)) last++;
  if (first >= 0 && last < count && last > first + 1) return [first, last];
  throw new StudioError(
    "BadInput",
    first >= 0 && last < count
      ? `This class is painted in ${PLANE_WORDS[plane]}s ${first} and ${last}, and there is none between them.`
      : `This class is painted on one side of this ${PLANE_WORDS[plane]} only. Paint its outline on the other side too, then fill between.`,
  );
}

/** The part of one plane that holds the class; null where it does not. */
function extentOf(labels: LabelVolume, plane: Plane, index: number, value: number): Region | null {
  const [width, height] = planeSize(labels.shape, plane);
  const whole = boxOfRect(plane, index, { x: 0, y: 0, width, height });
  const [, rows, columns] = regionShape(whole);
  const found = { z: emptyRange(), y: emptyRange(), x: emptyRange() };
  boxOf(labels, whole).forEach((label, at) => {
    if (label !== value) return;
    found.x = including(found.x, whole.x.from + (at % columns));
    found.y = including(found.y, whole.y.from + (Math.floor(at / columns) % rows));
    found.z = including(found.z, whole.z.from + Math.floor(at / (columns * rows)));
  });
  return found.x.to > found.x.from ? found : null;
}

const emptyRange = (): Range => ({ from: Infinity, to: -Infinity });
const including = ({ from, to }: Range, place: number): Range =>
  place >= from && place < to ? { from, to } : { from: Math.min(from, place), to: Math.max(to, place + 1) };

/** Around both, with a voxel more on each side so that what is outside is there to be measured. */
function joined(one: Region, other: Region, shape: LabelVolume["shape"]): Region {
  const around = (axis: "z" | "y" | "x", extent: number): Range => ({
    from: Math.max(0, Math.min(one[axis].from, other[axis].from) - 1),
    to: Math.min(extent, Math.max(one[axis].to, other[axis].to) + 1),
  });
  return { z: around("z", shape[0]), y: around("y", shape[1]), x: around("x", shape[2]) };
}

/** The same part of another plane. */
const across = (region: Region, plane: Plane, index: number): Region => ({
  ...region,
  [AXES[plane]]: { from: index, to: index + 1 },
});

/** To the outline of a class in a part of a plane, positive within it. */
function signedDistances(labels: LabelVolume, box: Region, value: number, spacing: Spacing): Float32Array {
  const sides = boxOf(labels, box).map((label) => (label === value ? 1 : 2));
  return distanceMap(sides, regionShape(box), spacing).map((distance, at) => (sides[at] === 1 ? distance : -distance));
}

/** Where a voxel of a plane lies in the array of a box of several: those behind the plane's axis run faster. */
function placeIn(box: Region, plane: Plane): (pixel: number, at: number) => number {
  const inner = { xy: lengthOf(box.y) * lengthOf(box.x), xz: lengthOf(box.x), yz: 1 }[plane];
  const deep = lengthOf(box[AXES[plane]]);
  return (pixel, at) => Math.floor(pixel / inner) * inner * deep + at * inner + (pixel % inner);
}
