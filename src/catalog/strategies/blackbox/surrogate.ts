import type { Point } from "../box.ts";
import { Factors } from "./factors.ts";

/** s(x) = Σ λ_i ‖y − y_i‖³ + b·y + a with y = Tx: a cubic radial basis with a linear tail (Holmström 2008; spec 1.6). */
export interface Surrogate {
  /** The y_i, one after another. */
  readonly centres: Float64Array;
  readonly weights: Float64Array;
  readonly slope: readonly number[];
  readonly offset: number;
  /** Rows of T; null where distances are the cube's own. */
  readonly scaling: readonly Point[] | null;
  /** Whether points were too close to tell apart, so that it only comes near their values. */
  readonly isApproximate: boolean;
}

/** Largest miss at a fitted point, relative to values of 1, that still counts as going through it. */
const TOLERANCE = 1e-6;

/** Those of the last fit, one for each number of axes: the points of a search grow in number from fit to fit. */
const kept = new Map<number, Factors>();

/** Goes through all values; those of points that cannot be told apart count as their mean. */
export function fitSurrogate(
  points: readonly Point[],
  values: readonly number[],
  scaling: readonly Point[] | null = null,
): Surrogate {
  const { points: centres, weights, atCorners, miss } = factorsOf(points, scaling).through(values);
  const [offset, ...others] = atCorners;
  return {
    centres: Float64Array.from(centres.flat()),
    weights,
    slope: others.map((value) => value - offset!),
    offset: offset!,
    scaling,
    isApproximate: miss > TOLERANCE,
  };
}

/** A scaling comes of the values, so that it is another one for each fit. */
function factorsOf(points: readonly Point[], scaling: readonly Point[] | null): Factors {
  const dimensions = points[0]!.length;
  if (scaling) return new Factors(dimensions).become(points.map((point) => scaled(point, scaling)));
  const factors = kept.get(dimensions) ?? new Factors(dimensions);
  kept.set(dimensions, factors);
  return factors.become(points);
}

export function valueAt({ centres, weights, slope, offset, scaling }: Surrogate, x: Point): number {
  const y = scaled(x, scaling);
  let sum = offset;
  for (let axis = 0; axis < y.length; axis++) sum += slope[axis]! * y[axis]!;
  for (let index = 0; index < weights.length; index++) {
    const square = squareTo(centres, index, y);
    sum += weights[index]! * square * Math.sqrt(square);
  }
  return sum;
}

/** ∇s(x) = Tᵀ(Σ 3 λ_i ‖y − y_i‖ (y − y_i) + b). */
export function gradientAt({ centres, weights, slope, scaling }: Surrogate, x: Point): readonly number[] {
  const y = scaled(x, scaling);
  const gradient = Float64Array.from(slope);
  for (let index = 0, at = 0; index < weights.length; index++, at += y.length) {
    const factor = 3 * weights[index]! * Math.sqrt(squareTo(centres, index, y));
    for (let axis = 0; axis < y.length; axis++) gradient[axis]! += factor * (y[axis]! - centres[at + axis]!);
  }
  if (!scaling) return [...gradient];
  return x.map((_, axis) => scaling.reduce((sum, row, index) => sum + row[axis]! * gradient[index]!, 0));
}

/** Tx. */
const scaled = (x: Point, scaling: readonly Point[] | null): Point =>
  scaling ? scaling.map((row) => row.reduce((sum, value, axis) => sum + value * x[axis]!, 0)) : x;

function squareTo(centres: Float64Array, index: number, y: Point): number {
  let square = 0;
  for (let axis = 0, at = index * y.length; axis < y.length; axis++, at++) square += (y[axis]! - centres[at]!) ** 2;
  return square;
}
