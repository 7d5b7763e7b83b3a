import type { CountedMetric } from "../../core/judging/metric.ts";
import dice from "./dice.ts";
import { meanOfPresent } from "./means.ts";

export default {
  id: "foregroundDice",
  label: "foreground Dice",
  shortLabel: "Foreground Dice",
  description:
    "Mean of the Dice of all classes but the first, the background, that are in truth or prediction (Wong et al. 2019; spec 4.5).",
  goal: "maximise",
  range: [0, 1],
  leavesOutBackground: true,
  from: "confusion",
  gives: "value",
  measure: (confusion, scored) => meanOfPresent(dice.measure(confusion, scored).slice(1)),
} satisfies CountedMetric;
