import { classCountsOf } from "../../core/image/confusion.ts";
import type { CountedMetric } from "../../core/judging/metric.ts";
import { sumOf } from "../../core/statistics.ts";

export default {
  id: "accuracy",
  label: "accuracy",
  shortLabel: "Accuracy",
  description: 'Share of the voxels that are right ("the accuracy of the result" of Xu et al. 2020); 0 of no voxels.',
  goal: "maximise",
  range: [0, 1],
  leavesOutBackground: false,
  from: "confusion",
  gives: "value",
  measure(confusion, scored) {
    const voxels = sumOf(confusion.counts);
    const hits = sumOf(classCountsOf(confusion, scored).map(({ hit }) => hit));
    return voxels > 0 ? hits / voxels : 0;
  },
} satisfies CountedMetric;
