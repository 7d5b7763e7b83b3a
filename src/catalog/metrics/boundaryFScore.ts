import { UNLABELLED } from "../../core/image/labelMap.ts";
import type { RegionMetric } from "../../core/judging/metric.ts";
import { meanOf } from "../../core/statistics.ts";
import { slicesOf, type ComparedSlice } from "./slices.ts";

/** Voxels in the plane by which a boundary may be off. */
export const TOLERANCE = 2;

export default {
  id: "boundaryFScore",
  label: "boundary F-score",
  shortLabel: "Boundary F",
  description: `How well outlines are met (BF score, Csurka et al. 2013): the harmonic mean of the shares of predicted and of true boundary voxels that have one of the other within ${TOLERANCE} voxels. Boundaries are voxels of a class beside another class, slice by slice; mean over the slices of a class that have any, then over the classes but the background.`,
  goal: "maximise",
  range: [0, 1],
  leavesOutBackground: true,
  from: "labels",
  gives: "value",
  isOfObjects: false,
  /** Null where no class but the background has a boundary. */
  measure(regions) {
    const slices = [...slicesOf(regions)];
    const classes = Math.max(0, ...regions.map((region) => region.classes));
    const scores = Array.from({ length: Math.max(0, classes - 1) }, (_, index) =>
      slices.flatMap((slice) => scoreOf(slice, index + 1) ?? []),
    ).filter((ofClass) => ofClass.length > 0);
    return scores.length > 0 ? meanOf(scores.map(meanOf)) : null;
  },
} satisfies RegionMetric;

/** Null where the class has a boundary in neither; 0 where it has one in only one of them. */
function scoreOf({ truth, prediction, width }: ComparedSlice, label: number): number | null {
  const [known, found] = [boundaryOf(truth, width, label), boundaryOf(prediction, width, label)];
  if (known.length + found.length === 0) return null;
  const precision = shareMet(found, known, width, truth.length);
  const recall = shareMet(known, found, width, truth.length);
  return precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
}

/** Voxels of a class with an edge to another; the rim of the image and voxels that nobody annotated are no other class. */
function boundaryOf(slice: Uint8Array, width: number, label: number): readonly number[] {
  const boundary: number[] = [];
  const differs = (voxel: number) => slice[voxel] !== label && slice[voxel] !== UNLABELLED;
  slice.forEach((own, voxel) => {
    if (own !== label) return;
    const x = voxel % width;
    const isBoundary =
      (x > 0 && differs(voxel - 1)) ||
      (x < width - 1 && differs(voxel + 1)) ||
      (voxel >= width && differs(voxel - width)) ||
      (voxel + width < slice.length && differs(voxel + width));
    if (isBoundary) boundary.push(voxel);
  });
  return boundary;
}

const REACH = Array.from({ length: 2 * TOLERANCE + 1 }, (_, index) => index - TOLERANCE);
const WITHIN = REACH.flatMap((y) => REACH.map((x) => [y, x] as const)).filter(
  ([y, x]) => y * y + x * x <= TOLERANCE ** 2,
);

/** Share of `voxels` that have one of `others` within the tolerance; 0 of none. */
function shareMet(voxels: readonly number[], others: readonly number[], width: number, area: number): number {
  const isOther = new Uint8Array(area);
  for (const voxel of others) isOther[voxel] = 1;
  const isMet = (voxel: number) =>
    WITHIN.some(([y, x]) => {
      const column = (voxel % width) + x;
      return column >= 0 && column < width && isOther[voxel + y * width + x] === 1;
    });
  return voxels.length > 0 ? voxels.filter(isMet).length / voxels.length : 0;
}
