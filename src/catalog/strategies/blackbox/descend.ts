import type { Random } from "../../../core/random.ts";
import { distance, type Point } from "../box.ts";
import { gradientAt, valueAt, type Surrogate } from "./surrogate.ts";

/** A proposal in the unit cube. */
export interface Descent {
  readonly start: Point;
  readonly end: Point;
  /** Distance to the nearest point there is, minus the radius: negative where the cube is covered. */
  readonly slack: number;
}

const STEPS = 300;
const LARGEST_STEP = 0.2;
const SMALLEST_STEP = 1e-7;
const PUSHES = 20;
/** Starts tried per axis before the cube counts as covered. */
const STARTS_PER_AXIS = 20;
/** Points among which the one farthest from all others is taken when the cube is covered. */
const FAR_SAMPLES = 1000;
const TOLERANCE = 1e-6;

/**
 * The local minimum of the surrogate that one random start leads to, no nearer than `radius` to any point. The random start is what
 * spreads a batch, so the lowest of several minima is not looked for (spec 1.6). Where no place is left, the place farthest from all
 * points is taken.
 */
export function descend(surrogate: Surrogate, taken: readonly Point[], radius: number, random: Random): Descent {
  const dimensions = surrogate.slope.length;
  const draw = () => Array.from({ length: dimensions }, () => random.float());
  const space = { taken, radius };
  for (let attempt = 0; attempt < STARTS_PER_AXIS * dimensions; attempt++) {
    const start = draw();
    const inside = pushOut(start, space);
    if (!inside) continue;
    const end = follow(surrogate, inside, space);
    return { start, end, slack: slackAt(end, space) };
  }
  const far = Array.from({ length: FAR_SAMPLES }, draw).reduce((best, other) =>
    slackAt(other, space) > slackAt(best, space) ? other : best,
  );
  return { start: far, end: far, slack: slackAt(far, space) };
}

interface Allowed {
  readonly taken: readonly Point[];
  readonly radius: number;
}

/** Distance to the nearest point minus the radius; infinite where there is no point. */
const slackAt = (x: Point, { taken, radius }: Allowed): number =>
  taken.reduce((least, point) => Math.min(least, distance(x, point)), Infinity) - radius;

/** Steepest descent whose steps are pushed back into what is allowed, so that it slides along the balls and the walls. */
function follow(surrogate: Surrogate, start: Point, space: Allowed): Point {
  let [x, value, step] = [start, valueAt(surrogate, start), LARGEST_STEP / 2];
  for (let count = 0; count < STEPS && step > SMALLEST_STEP; count++) {
    const gradient = gradientAt(surrogate, x);
    const norm = Math.hypot(...gradient);
    if (norm < 1e-12) break;
    const next = pushOut(
      x.map((coordinate, axis) => coordinate - (step * gradient[axis]!) / norm),
      space,
    );
    const nextValue = next ? valueAt(surrogate, next) : Infinity;
    if (next && nextValue < value) [x, value, step] = [next, nextValue, Math.min(LARGEST_STEP, 1.7 * step)];
    else step /= 2;
  }
  return x;
}

/** The point itself, or a near one on the edge of what is allowed; null where that is not found. */
function pushOut(x: Point, { taken, radius }: Allowed): Point | null {
  let moved = clip(x);
  for (let push = 0; push < PUSHES; push++) {
    const nearest = nearestOf(moved, taken);
    if (!nearest || nearest.distance >= radius - TOLERANCE) return moved;
    if (nearest.distance === 0) return null;
    const stretch = radius / nearest.distance;
    moved = clip(moved.map((value, axis) => nearest.point[axis]! + (value - nearest.point[axis]!) * stretch));
  }
  return null;
}

const clip = (x: Point): number[] => x.map((value) => Math.min(1, Math.max(0, value)));

function nearestOf(x: Point, points: readonly Point[]): { readonly point: Point; readonly distance: number } | null {
  let nearest: { readonly point: Point; readonly distance: number } | null = null;
  for (const point of points) {
    const away = distance(x, point);
    if (!nearest || away < nearest.distance) nearest = { point, distance: away };
  }
  return nearest;
}
