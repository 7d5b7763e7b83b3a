import { meanOf } from "../../../core/statistics.ts";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Random } from "../../../core/random.ts";
import type { Point } from "../box.ts";
import { valueAt, type Surrogate } from "./surrogate.ts";

const SAMPLES = 10_000;
/** Share of the samples, the best ones, whose spread gives the scaling. */
const SHARE = 0.05;

/**
 * Rows of T: eigenvectors of the covariance of the points where the unscaled surrogate is lowest, each divided by the square root of
 * its eigenvalue, the whole to norm 1 (blackbox.py, first generation). Null where these points lie in a plane.
 */
export function scalingOf(surrogate: Surrogate, random: Random): readonly Point[] | null {
  const dimensions = surrogate.slope.length;
  const samples = Array.from({ length: SAMPLES }, () => {
    const x = Array.from({ length: dimensions }, () => random.float());
    return { x, value: valueAt(surrogate, x) };
  });
  const best = samples.sort((a, b) => a.value - b.value).slice(0, SAMPLES * SHARE);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance(best.map(({ x }) => x)), {
    assumeSymmetric: true,
  });
  if (realEigenvalues.some((eigenvalue) => eigenvalue < 1e-12)) return null;
  const rows = realEigenvalues.map((eigenvalue, index) =>
    eigenvectorMatrix.getColumn(index).map((value) => value / Math.sqrt(eigenvalue)),
  );
  const norm = Math.hypot(...rows.flat());
  return rows.map((row) => row.map((value) => value / norm));
}

function covariance(points: readonly Point[]): Matrix {
  const dimensions = points[0]!.length;
  const mean = Array.from({ length: dimensions }, (_, axis) => meanOf(points.map((point) => point[axis]!)));
  const centred = new Matrix(points.map((point) => point.map((value, axis) => value - mean[axis]!)));
  return centred
    .transpose()
    .mmul(centred)
    .div(points.length - 1);
}
