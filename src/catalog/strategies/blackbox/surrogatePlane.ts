import type { Point } from "../box.ts";
import { fitSurrogate, valueAt } from "./surrogate.ts";

/** A plane through the surrogate of points in the unit cube, along two axes through the point with the lowest value. */
export interface SurrogateQuestion {
  readonly points: readonly Point[];
  readonly values: readonly number[];
  readonly axes: readonly [across: number, up: number];
}

/** What a surrogate expects on such a plane. */
export interface SurrogatePlane {
  readonly axes: readonly [across: number, up: number];
  /** Row-major from the low ends, `side` by `side`. */
  readonly values: Float32Array<ArrayBuffer>;
  readonly side: number;
  readonly low: number;
  readonly high: number;
}

/** Fits the surrogate, which takes a second for a thousand points, and reads it off on a plane. */
export function surrogatePlane({ points, values, axes }: SurrogateQuestion, side = 48): SurrogatePlane {
  const surrogate = fitSurrogate(points, values);
  const best = points[values.indexOf(Math.min(...values))]!;
  const [across, up] = axes;
  const at = (index: number) => index / (side - 1);
  const expected = Float32Array.from({ length: side * side }, (_, index) =>
    valueAt(surrogate, best.with(across, at(index % side)).with(up, at(Math.floor(index / side)))),
  );
  return { axes, values: expected, side, low: Math.min(...expected), high: Math.max(...expected) };
}
