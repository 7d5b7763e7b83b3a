import type { CountedMetric } from "../../core/judging/metric.ts";
import dice from "./dice.ts";
import { meanOfPresent } from "./means.ts";

export default {
  id: "meanDice",
  label: "mean Dice",
  shortLabel: "Dice",
  description:
    "Mean of the Dice of all classes, the background among them, that are in truth or prediction (spec 0.2).",
  goal: "maximise",
  range: [0, 1],
  leavesOutBackground: false,
  from: "confusion",
  gives: "value",
  measure: (confusion, scored) => meanOfPresent(dice.measure(confusion, scored)),
} satisfies CountedMetric;
