import type { Point } from "../box.ts";

/** A point with what its kernel with every other one is computed from. */
export interface Placed {
  readonly point: Point;
  /** Its barycentric coordinates in the corner simplex of the cube: 1 at one of 0, e₁, e₂, ..., 0 at the others. */
  readonly tail: Float64Array;
  /** φ to each corner of the simplex, less half of what the corners see of each other through it. */
  readonly seen: Float64Array;
}

/** φ, the cubic radial function, of two points. */
export function cubic(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let square = 0;
  for (let axis = 0; axis < a.length; axis++) square += (a[axis]! - b[axis]!) ** 2;
  return square * Math.sqrt(square);
}

/** The corners of the cube that the linear part is measured at: 0, e₁, e₂, ... */
export const cornersOf = (dimensions: number): readonly Point[] =>
  Array.from({ length: dimensions + 1 }, (_, corner) =>
    Array.from({ length: dimensions }, (_axis, axis) => (axis === corner - 1 ? 1 : 0)),
  );

export function placedAt(point: Point, corners: readonly Point[]): Placed {
  const tail = Float64Array.of(1 - point.reduce((sum, value) => sum + value, 0), ...point);
  const seen = Float64Array.from(corners, (corner) => {
    const between = corners.reduce((sum, other, index) => sum + cubic(corner, other) * tail[index]!, 0);
    return cubic(corner, point) - between / 2;
  });
  return { point, tail, seen };
}

/**
 * φ without what a linear function can do, plus the product of the two linear parts: it has the interpolants of φ with a linear tail,
 * and is positive definite, so that its matrix has a Cholesky factor (Light and Wayne 1998; Wendland 2005, section 8.3).
 */
export function kernelOf(a: Placed, b: Placed): number {
  let sum = cubic(a.point, b.point);
  for (let corner = 0; corner < a.tail.length; corner++)
    sum += a.tail[corner]! * (b.tail[corner]! - b.seen[corner]!) - b.tail[corner]! * a.seen[corner]!;
  return sum;
}
