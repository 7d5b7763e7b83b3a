import { checkedValues, int } from "../../core/options.ts";
import { valueOf, type MetricId } from "../../core/judging/scores.ts";
import { medianOf } from "../../core/statistics.ts";
import type { Pruner } from "../../core/strategy/pruner.ts";
import { lastStep, latestScores, wholePoints, type Trial } from "../../core/study/trial.ts";

const options = {
  trials: int("After trials", 1, 1000, 4),
  warmUp: int("not before step", 0, 1_000_000, 100, { unit: "steps" }),
};

/** Stops a trial whose best score so far is below the median of what earlier finished trials had at the same step (Golovin et al. 2017). */
export default {
  id: "median",
  label: "Median pruning",
  summary: "Stops a trial that is behind the median of the finished ones at the same step.",
  options,
  judgesFrom: (values) => checkedValues("median", options, values).warmUp,
  judge({ trial, others, metric }, values) {
    const { trials, warmUp } = checkedValues("median", options, values);
    const step = lastStep(trial);
    const peers = others.filter(({ status }) => status === "finished").map((other) => scoreAt(other, step, metric));
    const known = peers.filter((value) => value !== null);
    if (!latestScores(trial) || step < warmUp || known.length < trials) return null;
    const middle = medianOf(known);
    const best = Math.max(...wholePoints(trial).map(({ scores }) => valueOf(scores, metric) ?? 0));
    return best < middle ? `below median ${middle.toFixed(2)} at step ${step}` : null;
  },
} satisfies Pruner;

/** The trial's score at its evaluation at that step. */
const scoreAt = (trial: Trial, step: number, metric: MetricId): number | null =>
  valueOf(wholePoints(trial).find((point) => point.step === step)?.scores, metric);
