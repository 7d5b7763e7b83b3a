import { meanOf } from "../../core/statistics.ts";
import type { RegionMetric } from "../../core/judging/metric.ts";
import { meanOverClasses } from "./objects.ts";

export default {
  id: "averagePrecision",
  label: "average precision of objects",
  shortLabel: "AP",
  description:
    "How many objects are found: TP / (TP + FP + FN), a pair counted as found where its IoU reaches a threshold; mean over thresholds 0.5 to 0.95 in steps of 0.05 (Data Science Bowl 2018) and over the classes. Objects are what the boundary class parts; only labels with one have it.",
  goal: "maximise",
  range: [0, 1],
  leavesOutBackground: true,
  isOfObjects: true,
  from: "labels",
  gives: "value",
  measure: (regions) =>
    meanOverClasses(regions, ({ matching }) => {
      const precisions = [...matching.values()].flatMap(({ averagePrecision }) => averagePrecision ?? []);
      return precisions.length > 0 ? meanOf(precisions) : null;
    }),
} satisfies RegionMetric;
