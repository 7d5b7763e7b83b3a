import { UNLABELLED } from "../../core/image/labelMap.ts";
import { components } from "../../core/image/objects/components.ts";
import type { RegionMetric } from "../../core/judging/metric.ts";
import { meanOf, sumOf } from "../../core/statistics.ts";
import { slicesOf, type ComparedSlice } from "./slices.ts";

export default {
  id: "randFScore",
  label: "Rand F-score",
  shortLabel: "Rand F",
  description:
    "How well segments are kept apart and whole: the foreground-restricted Rand score of Arganda-Carreras et al. 2015 (V Rand, α = ½), per slice. Segments are voxels of one class that touch by their edges; voxels that are background in the truth are left out, and those taken for background stand alone. Mean over the slices that have a foreground.",
  goal: "maximise",
  range: [0, 1],
  leavesOutBackground: true,
  from: "labels",
  gives: "value",
  isOfObjects: false,
  measure(regions) {
    const scores = [...slicesOf(regions)].flatMap((slice) => scoreOf(slice) ?? []);
    return scores.length > 0 ? meanOf(scores) : null;
  },
} satisfies RegionMetric;

const squares = (sizes: Iterable<number>): number => sumOf([...sizes].map((size) => size ** 2));

/** Twice the pairs that are together in both, over those together in the one plus those together in the other; null without a foreground. */
function scoreOf({ truth, prediction, width }: ComparedSlice): number | null {
  const [known, found] = [segmentsOf(truth, width), segmentsOf(prediction, width)];
  const [inTruth, inPrediction, inBoth] = [1, 2, 3].map(() => new Map<number, number>()) as [Counts, Counts, Counts];
  let alone = 0;
  known.forEach((segment, voxel) => {
    if (segment === 0) return;
    count(inTruth, segment);
    const other = found[voxel]!;
    if (other === 0) alone++;
    else {
      count(inPrediction, other);
      count(inBoth, segment * (found.length + 1) + other);
    }
  });
  if (inTruth.size === 0) return null;
  const together = squares(inBoth.values()) + alone;
  return (2 * together) / (squares(inTruth.values()) + squares(inPrediction.values()) + alone);
}

type Counts = Map<number, number>;

const count = (counts: Counts, key: number): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

/** Segments of one slice from 1: voxels of one class that touch by their edges. The background (class 0) and unlabelled voxels belong to none, 0. */
function segmentsOf(slice: Uint8Array, width: number): Uint32Array {
  const labels = slice.map((label) => (label === UNLABELLED ? 0 : label));
  return components(labels, [1, slice.length / width, width], { neighbours: "faces" }).ids;
}
