import { Matrix, pseudoInverse } from "ml-matrix";
import { distance, type Point } from "../box.ts";
import { cornersOf, cubic, kernelOf, placedAt, type Placed } from "./kernel.ts";

/** Share of a point's kernel that must be left when the points before it are taken out; with less, another row stands for it. */
const LEAST_PIVOT = 1e-10;

/** What goes through given values: weights of the points that rows stand for, and the linear part at the corners of the cube. */
export interface Interpolant {
  readonly points: readonly Point[];
  readonly weights: Float64Array;
  readonly atCorners: readonly number[];
  /** Largest difference between a value and what stands for it, where points are too close to tell apart. */
  readonly miss: number;
}

/**
 * What the points alone decide of a surrogate: the Cholesky factor L of their kernel matrix, and its linear part seen through it. One
 * more point adds a row and changes none, in time by the square of their number; a factor that has grown with a search is, bit by bit,
 * the one that is made from its log.
 */
export class Factors {
  private readonly corners: readonly Point[];
  private readonly points: Point[] = [];
  /** Of each point, the row that stands for it. */
  private readonly rowOf: number[] = [];
  private readonly placed: Placed[] = [];
  /** Rows of L and of L⁻¹P. */
  private readonly lower: Float64Array[] = [];
  private readonly tails: Float64Array[] = [];
  /** The last answer: all proposals of a batch come from one. */
  private answer: { readonly values: readonly number[]; readonly interpolant: Interpolant } | null = null;

  constructor(dimensions: number) {
    this.corners = cornersOf(dimensions);
  }

  /** Becomes the factors of these points; as many of the first ones as it holds already take no time. */
  become(points: readonly Point[]): this {
    const isHeld = (point: Point, index: number) => this.points[index]?.every((value, axis) => value === point[axis]);
    const held = points.findIndex((point, index) => !isHeld(point, index));
    if (held < 0 && points.length === this.points.length) return this;
    this.answer = null;
    this.cut(held < 0 ? points.length : held);
    for (const point of points.slice(this.points.length)) this.add(point);
    return this;
  }

  /** The interpolant with the least curvature. Values of points that one row stands for count as their mean. */
  through(values: readonly number[]): Interpolant {
    const isSame = this.answer?.values.every((value, index) => value === values[index]);
    this.answer = this.answer && isSame ? this.answer : { values, interpolant: this.solve(values) };
    return this.answer.interpolant;
  }

  private solve(values: readonly number[]): Interpolant {
    const means = this.meansOf(values);
    const known = this.solveLower(means);
    const linear = this.linearPart(known);
    const left = known.map((value, row) => value - dot(this.tails[row]!, linear, linear.length));
    const weights = this.solveUpper(left);
    const points = this.placed.map(({ point }) => point);
    const bent = (corner: Point) => points.reduce((sum, point, row) => sum + weights[row]! * cubic(corner, point), 0);
    return {
      points,
      weights,
      atCorners: this.corners.map((corner, index) => linear[index]! - bent(corner)),
      miss: values.reduce((most, value, index) => Math.max(most, Math.abs(value - means[this.rowOf[index]!]!)), 0),
    };
  }

  private cut(count: number): void {
    this.points.length = Math.min(count, this.points.length);
    this.rowOf.length = this.points.length;
    const rows = this.rowOf.reduce((most, row) => Math.max(most, row + 1), 0);
    for (const list of [this.placed, this.lower, this.tails]) list.length = rows;
  }

  private add(point: Point): void {
    const placed = placedAt(point, this.corners);
    const row = this.solveLower(this.placed.map((other) => kernelOf(placed, other)));
    const whole = kernelOf(placed, placed);
    const pivot = whole - dot(row, row, row.length);
    const isApart = pivot > LEAST_PIVOT * whole;
    this.points.push(point);
    this.rowOf.push(isApart ? this.placed.length : this.nearest(point));
    if (!isApart) return;
    const root = Math.sqrt(pivot);
    this.tails.push(
      placed.tail.map((value, corner) => {
        let rest = value;
        for (let before = 0; before < row.length; before++) rest -= row[before]! * this.tails[before]![corner]!;
        return rest / root;
      }),
    );
    this.placed.push(placed);
    this.lower.push(Float64Array.of(...row, root));
  }

  private nearest(point: Point): number {
    const distances = this.placed.map((other) => distance(other.point, point));
    return distances.indexOf(Math.min(...distances));
  }

  private meansOf(values: readonly number[]): Float64Array {
    const [sums, counts] = [new Float64Array(this.lower.length), new Float64Array(this.lower.length)];
    values.forEach((value, index) => {
      sums[this.rowOf[index]!]! += value;
      counts[this.rowOf[index]!]!++;
    });
    return sums.map((sum, row) => sum / counts[row]!);
  }

  /** L⁻¹ of a column of all rows. */
  private solveLower(right: ArrayLike<number>): Float64Array {
    const solved = Float64Array.from(right);
    this.lower.forEach((row, index) => (solved[index] = (solved[index]! - dot(row, solved, index)) / row[index]!));
    return solved;
  }

  /** L⁻ᵀ of a column of all rows. */
  private solveUpper(right: Float64Array): Float64Array {
    const solved = right.slice();
    for (let index = this.lower.length - 1; index >= 0; index--) {
      const row = this.lower[index]!;
      const value = (solved[index]! /= row[index]!);
      for (let before = 0; before < index; before++) solved[before]! -= row[before]! * value;
    }
    return solved;
  }

  /** The linear part that leaves the least to the rest; the smallest one where points lie in a plane. */
  private linearPart(known: Float64Array): Float64Array {
    const seen = new Matrix(this.tails);
    const across = seen.transpose();
    return Float64Array.from(
      pseudoInverse(across.mmul(seen))
        .mmul(across.mmul(Matrix.columnVector(known)))
        .to1DArray(),
    );
  }
}

/** Of the first `count` numbers of both. */
function dot(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += a[index]! * b[index]!;
  return sum;
}
