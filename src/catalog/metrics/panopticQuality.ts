import type { RegionMetric } from "../../core/judging/metric.ts";
import { meanOverClasses } from "./objects.ts";

export default {
  id: "panopticQuality",
  label: "panoptic quality",
  shortLabel: "PQ",
  description:
    "Share of objects that are found at an IoU above 0.5 (F1) times the mean IoU of those found (Kirillov et al. 2019), mean over the classes. Objects are what the boundary class parts; only labels with one have it.",
  goal: "maximise",
  range: [0, 1],
  leavesOutBackground: true,
  isOfObjects: true,
  from: "labels",
  gives: "value",
  measure: (regions) => meanOverClasses(regions, ({ matching }) => matching.get(0.5)!.panopticQuality),
} satisfies RegionMetric;
