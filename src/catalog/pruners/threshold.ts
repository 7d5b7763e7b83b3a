import { checkedValues, float, int } from "../../core/options.ts";
import type { Pruner } from "../../core/strategy/pruner.ts";
import { latestScores, lastStep } from "../../core/study/trial.ts";

const options = {
  meanIou: float("Mean IoU below", 0, 1, 0.2),
  step: int("from step", 1, 1_000_000, 100, { unit: "steps" }),
};

/** Stops a hopeless trial: once step >= `step` and mean IoU < `meanIou` (spec 1.5, stop). */
export default {
  id: "threshold",
  label: "Stop if poor",
  summary: "Stops a trial whose mean IoU is still under a fixed value at a given step.",
  options,
  judge(trial, _others, values) {
    const { meanIou, step } = checkedValues("threshold", options, values);
    const scores = latestScores(trial);
    if (!scores || lastStep(trial) < step || scores.meanIou >= meanIou) return null;
    return `mean IoU under ${meanIou.toFixed(2)} at step ${lastStep(trial)}`;
  },
} satisfies Pruner;
