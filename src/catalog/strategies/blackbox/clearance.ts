import type { Point } from "../box.ts";

const PUSHES = 20;
const TOLERANCE = 1e-6;
/** How far a point may go from where its neighbourhood was looked up: about the largest step of a descent. */
const REACH = 0.2;

/** The part of the unit cube that is no nearer than a radius to any of some points. */
export interface Clearance {
  /** The point itself, or a near one on the edge of what is allowed; null where that is not found. */
  pushOut(x: Point): Point | null;
  /** Distance to the nearest of the points minus the radius; infinite where there is none. */
  slack(x: Point): number;
}

export function createClearance(taken: readonly Point[], radius: number): Clearance {
  const all = Float64Array.from(taken.flat());
  /** Whatever stays within reach of the centre meets no ball but those around the points that are near it. */
  let [centre, near]: readonly [Point | null, Float64Array] = [null, all];
  const around = (x: Point): Float64Array => {
    if (!centre || nearestOf(x, Float64Array.from(centre)).distance > REACH)
      [centre, near] = [x, within(x, all, radius + REACH)];
    return near;
  };
  return {
    slack: (x) => nearestOf(x, all).distance - radius,
    pushOut(x) {
      let moved = clip(x);
      for (let push = 0; push < PUSHES; push++) {
        const points = around(moved);
        const { at, distance } = nearestOf(moved, points);
        if (distance >= radius - TOLERANCE) return moved;
        if (distance === 0) return null;
        const stretch = radius / distance;
        moved = clip(moved.map((value, axis) => points[at + axis]! + (value - points[at + axis]!) * stretch));
      }
      return null;
    },
  };
}

const clip = (x: Point): number[] => x.map((value) => Math.min(1, Math.max(0, value)));

/** Where the nearest of the points begins, and how far away it is: infinitely where there is none. */
function nearestOf(x: Point, points: Float64Array): { readonly at: number; readonly distance: number } {
  let [nearest, least] = [0, Infinity];
  for (let at = 0; at < points.length; at += x.length) {
    const square = squareTo(x, points, at);
    if (square < least) [nearest, least] = [at, square];
  }
  return { at: nearest, distance: Math.sqrt(least) };
}

/** Those of the points that are no farther away than this, in their order. */
function within(x: Point, points: Float64Array, most: number): Float64Array {
  const found: number[] = [];
  for (let at = 0; at < points.length; at += x.length)
    if (squareTo(x, points, at) <= most * most) found.push(...points.subarray(at, at + x.length));
  return Float64Array.from(found);
}

function squareTo(x: Point, points: Float64Array, at: number): number {
  let square = 0;
  for (let axis = 0; axis < x.length; axis++) square += (x[axis]! - points[at + axis]!) ** 2;
  return square;
}
