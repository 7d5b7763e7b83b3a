import { classCountsOf } from "../../core/image/confusion.ts";
import type { ClassMetric } from "../../core/judging/metric.ts";

export default {
  id: "iou",
  label: "IoU",
  shortLabel: "IoU",
  description:
    "Of every class, voxels that are it and were taken for it, over those that are it or were taken for it (Jaccard 1912). A class in neither has none.",
  goal: "maximise",
  range: [0, 1],
  leavesOutBackground: false,
  from: "confusion",
  gives: "perClass",
  mean: "meanIou",
  measure: (confusion, scored) =>
    classCountsOf(confusion, scored).map(({ hit, truth, predicted }) =>
      truth + predicted > 0 ? hit / (truth + predicted - hit) : null,
    ),
} satisfies ClassMetric;
