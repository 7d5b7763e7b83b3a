import type { CountedMetric } from "../../core/judging/metric.ts";
import iou from "./iou.ts";
import { meanOfPresent } from "./means.ts";

export default {
  id: "meanIou",
  label: "mean IoU",
  shortLabel: "Mean IoU",
  description:
    "Mean of the IoU of all classes, the background among them, that are in truth or prediction (spec 0.2), from counts over all voxels and not per image.",
  goal: "maximise",
  range: [0, 1],
  leavesOutBackground: false,
  from: "confusion",
  gives: "value",
  measure: (confusion, scored) => meanOfPresent(iou.measure(confusion, scored)),
} satisfies CountedMetric;
