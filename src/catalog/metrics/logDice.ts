import type { CountedMetric } from "../../core/judging/metric.ts";
import foregroundDice from "./foregroundDice.ts";

/** Smallest Dice whose logarithm is taken, so that the metric ends at 9.2103 (spec 4.5). */
const SMALLEST_DICE = 1e-4;

export default {
  id: "logDice",
  label: "−ln Dice",
  shortLabel: "−ln Dice",
  description:
    "Minus the logarithm of the foreground Dice, which tells poor networks further apart: what SegNAS minimises (Wong et al. 2019; spec 4.5).",
  goal: "minimise",
  range: [0, -Math.log(SMALLEST_DICE)],
  leavesOutBackground: true,
  from: "confusion",
  gives: "value",
  measure: (confusion, scored) => -Math.log(Math.max(SMALLEST_DICE, foregroundDice.measure(confusion, scored))),
} satisfies CountedMetric;
