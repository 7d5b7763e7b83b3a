import { LuDecomposition, Matrix, pseudoInverse } from "ml-matrix";
import type { Point } from "../box.ts";

/** s(x) = Σ λ_i ‖T(x − x_i)‖³ + b·x + a: a cubic radial basis with a linear tail (Holmström 2008; spec 1.6). */
export interface Surrogate {
  readonly points: readonly Point[];
  readonly weights: readonly number[];
  readonly slope: readonly number[];
  readonly offset: number;
  /** Rows of T; null where distances are the cube's own. */
  readonly scaling: readonly Point[] | null;
  /** Whether the points were too close to tell apart, so that it only comes near the values. */
  readonly isApproximate: boolean;
}

/** Largest miss at a fitted point, relative to values of 1, that still counts as going through it. */
const TOLERANCE = 1e-6;

/** Goes through all values where the system can be solved, else it is the least-squares fit. More points than axes are needed. */
export function fitSurrogate(
  points: readonly Point[],
  values: readonly number[],
  scaling: readonly Point[] | null = null,
): Surrogate {
  const system = systemOf(points, scaling);
  const right = Matrix.columnVector([...values, ...Array.from({ length: points[0]!.length + 1 }, () => 0)]);
  const decomposition = new LuDecomposition(system);
  const exact = decomposition.isSingular() ? null : surrogateOf(points, decomposition.solve(right), scaling, false);
  if (exact && passesThrough(exact, values)) return exact;
  return surrogateOf(points, pseudoInverse(system).mmul(right), scaling, true);
}

/** [[Φ, P], [Pᵀ, 0]] with P = [x, 1]. */
function systemOf(points: readonly Point[], scaling: readonly Point[] | null): Matrix {
  const tail = points[0]!.length + 1;
  const system = Matrix.zeros(points.length + tail, points.length + tail);
  points.forEach((point, row) => {
    for (let column = 0; column < row; column++) {
      const value = cubed(scaledDistance(point, points[column]!, scaling));
      system.set(row, column, value);
      system.set(column, row, value);
    }
    [...point, 1].forEach((value, column) => {
      system.set(row, points.length + column, value);
      system.set(points.length + column, row, value);
    });
  });
  return system;
}

function surrogateOf(
  points: readonly Point[],
  solution: Matrix,
  scaling: readonly Point[] | null,
  isApproximate: boolean,
): Surrogate {
  const numbers = solution.to1DArray();
  return {
    points,
    weights: numbers.slice(0, points.length),
    slope: numbers.slice(points.length, -1),
    offset: numbers.at(-1)!,
    scaling,
    isApproximate,
  };
}

const passesThrough = (surrogate: Surrogate, values: readonly number[]): boolean =>
  surrogate.points.every((point, index) => Math.abs(valueAt(surrogate, point) - values[index]!) <= TOLERANCE);

export function valueAt({ points, weights, slope, offset, scaling }: Surrogate, x: Point): number {
  let sum = offset;
  for (let axis = 0; axis < x.length; axis++) sum += slope[axis]! * x[axis]!;
  for (let index = 0; index < points.length; index++)
    sum += weights[index]! * cubed(scaledDistance(x, points[index]!, scaling));
  return sum;
}

/** ∇s(x) = Σ 3 λ_i ‖T(x − x_i)‖ TᵀT(x − x_i) + b. */
export function gradientAt({ points, weights, slope, scaling }: Surrogate, x: Point): number[] {
  const gradient = [...slope];
  for (let index = 0; index < points.length; index++) {
    const point = points[index]!;
    const factor = 3 * weights[index]! * scaledDistance(x, point, scaling);
    const difference = x.map((value, axis) => value - point[axis]!);
    const direction = scaling ? transposed(scaling, difference) : difference;
    for (let axis = 0; axis < x.length; axis++) gradient[axis]! += factor * direction[axis]!;
  }
  return gradient;
}

/** TᵀT v. */
function transposed(scaling: readonly Point[], v: Point): readonly number[] {
  const scaled = scaling.map((row) => dot(row, v));
  return v.map((_, axis) => scaling.reduce((sum, row, index) => sum + row[axis]! * scaled[index]!, 0));
}

const dot = (a: Point, b: Point): number => a.reduce((sum, value, axis) => sum + value * b[axis]!, 0);

const cubed = (r: number): number => r * r * r;

function scaledDistance(a: Point, b: Point, scaling: readonly Point[] | null): number {
  let square = 0;
  if (scaling) {
    const difference = a.map((value, axis) => value - b[axis]!);
    for (const row of scaling) square += dot(row, difference) ** 2;
  } else for (let axis = 0; axis < a.length; axis++) square += (a[axis]! - b[axis]!) ** 2;
  return Math.sqrt(square);
}
