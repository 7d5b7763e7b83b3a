import { checkedValues, int } from "../../core/options.ts";
import type { Pruner } from "../../core/strategy/pruner.ts";
import { lastStep, latestScores, type Trial } from "../../core/study/trial.ts";

const options = {
  trials: int("After trials", 1, 1000, 4),
  warmUp: int("not before step", 0, 1_000_000, 100, { unit: "steps" }),
};

/** Stops a trial whose best mean IoU so far is below the median of what earlier finished trials had at the same step (Golovin et al. 2017). */
export default {
  id: "median",
  label: "Median pruning",
  summary: "Stops a trial that is behind the median of the finished ones at the same step.",
  options,
  judge(trial, others, values) {
    const { trials, warmUp } = checkedValues("median", options, values);
    const step = lastStep(trial);
    const scores = latestScores(trial);
    const peers = others.filter(({ status }) => status === "finished").map((other) => scoreAt(other, step));
    const known = peers.filter((value) => value !== null).sort((a, b) => a - b);
    if (!scores || step < warmUp || known.length < trials) return null;
    const middle = median(known);
    const best = Math.max(...trial.curve.map((point) => point.scores?.meanIou ?? 0));
    return best < middle ? `below median ${middle.toFixed(2)} at step ${step}` : null;
  },
} satisfies Pruner;

/** Mean IoU of the trial's evaluation at that step. */
const scoreAt = (trial: Trial, step: number): number | null =>
  trial.curve.find((point) => point.step === step && point.scores)?.scores?.meanIou ?? null;

const median = (sorted: readonly number[]): number =>
  (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
