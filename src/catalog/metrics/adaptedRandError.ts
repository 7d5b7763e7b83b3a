import type { RegionMetric } from "../../core/judging/metric.ts";
import { objectScores } from "./objects.ts";

export default {
  id: "adaptedRandError",
  label: "adapted Rand error",
  shortLabel: "ARE",
  description:
    "How often two voxels of one object are parted or those of two joined: 1 minus the F-score of pairs over the voxels of known objects (SNEMI3D; Arganda-Carreras et al. 2015), 0 for the same objects. Objects are what the boundary class parts; only labels with one have it.",
  goal: "minimise",
  range: [0, 1],
  leavesOutBackground: true,
  isOfObjects: true,
  from: "labels",
  gives: "value",
  measure: (regions) => objectScores(regions)?.all.adaptedRandError ?? null,
} satisfies RegionMetric;
