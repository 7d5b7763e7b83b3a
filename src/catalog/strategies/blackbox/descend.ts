import type { Random } from "../../../core/random.ts";
import type { Point } from "../box.ts";
import { createClearance, type Clearance } from "./clearance.ts";
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
/** Starts tried per axis before the cube counts as covered. */
const STARTS_PER_AXIS = 20;
/** Points among which the one farthest from all others is taken when the cube is covered. */
const FAR_SAMPLES = 1000;

/**
 * The local minimum of the surrogate that one random start leads to, no nearer than `radius` to any point. The random start is what
 * spreads a batch, so the lowest of several minima is not looked for (spec 1.6). Where no place is left, the place farthest from all
 * points is taken.
 */
export function descend(surrogate: Surrogate, taken: readonly Point[], radius: number, random: Random): Descent {
  const dimensions = surrogate.slope.length;
  const draw = () => Array.from({ length: dimensions }, () => random.float());
  const space = createClearance(taken, radius);
  for (let attempt = 0; attempt < STARTS_PER_AXIS * dimensions; attempt++) {
    const start = draw();
    const inside = space.pushOut(start);
    if (!inside) continue;
    const end = follow(surrogate, inside, space);
    return { start, end, slack: space.slack(end) };
  }
  const { x, slack } = farthest(Array.from({ length: FAR_SAMPLES }, draw), space);
  return { start: x, end: x, slack };
}

function farthest(points: readonly Point[], space: Clearance): { readonly x: Point; readonly slack: number } {
  const all = points.map((x) => ({ x, slack: space.slack(x) }));
  return all.reduce((best, other) => (other.slack > best.slack ? other : best));
}

/** Steepest descent whose steps are pushed back into what is allowed, so that it slides along the balls and the walls. */
function follow(surrogate: Surrogate, start: Point, space: Clearance): Point {
  let [x, value, step] = [start, valueAt(surrogate, start), LARGEST_STEP / 2];
  let downhill = downhillAt(surrogate, x);
  for (let count = 0; downhill && count < STEPS && step > SMALLEST_STEP; count++) {
    const next = space.pushOut(x.map((coordinate, axis) => coordinate + step * downhill![axis]!));
    const nextValue = next ? valueAt(surrogate, next) : Infinity;
    if (next && nextValue < value) {
      [x, value, step] = [next, nextValue, Math.min(LARGEST_STEP, 1.7 * step)];
      downhill = downhillAt(surrogate, x);
    } else step /= 2;
  }
  return x;
}

/** The direction of steepest descent, of length 1; null where the surrogate is flat. */
function downhillAt(surrogate: Surrogate, x: Point): Point | null {
  const gradient = gradientAt(surrogate, x);
  const norm = Math.hypot(...gradient);
  return norm < 1e-12 ? null : gradient.map((slope) => -slope / norm);
}
