import { classCountsOf } from "../../core/image/confusion.ts";
import type { ClassMetric } from "../../core/judging/metric.ts";

export default {
  id: "dice",
  label: "Dice",
  shortLabel: "Dice",
  description:
    "Of every class, twice the voxels that are it and were taken for it, over those that are it plus those that were taken for it (Dice 1945). A class in neither has none.",
  goal: "maximise",
  range: [0, 1],
  leavesOutBackground: false,
  from: "confusion",
  gives: "perClass",
  mean: "meanDice",
  measure: (confusion, scored) =>
    classCountsOf(confusion, scored).map(({ hit, truth, predicted }) =>
      truth + predicted > 0 ? (2 * hit) / (truth + predicted) : null,
    ),
} satisfies ClassMetric;
