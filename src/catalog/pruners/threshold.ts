import { checkedValues, float, int } from "../../core/options.ts";
import { valueOf } from "../../core/judging/scores.ts";
import type { Pruner } from "../../core/strategy/pruner.ts";
import { latestScores, lastStep } from "../../core/study/trial.ts";
import { metrics } from "../metrics/index.ts";

const options = {
  below: float("Score below", 0, 1, 0.2),
  step: int("from step", 1, 1_000_000, 100, { unit: "steps" }),
};

/** Stops a hopeless trial: once step >= `step` and its score is under `below` (spec 1.5, stop). */
export default {
  id: "threshold",
  label: "Stop if poor",
  summary: "Stops a trial whose score is still under a fixed value at a given step.",
  options,
  judgesFrom: (values) => checkedValues("threshold", options, values).step,
  judge({ trial, metric }, values) {
    const { below, step } = checkedValues("threshold", options, values);
    const score = valueOf(latestScores(trial), metric);
    if (score === null || lastStep(trial) < step || score >= below) return null;
    return `${metrics.get(metric).label} under ${below.toFixed(2)} at step ${lastStep(trial)}`;
  },
} satisfies Pruner;
