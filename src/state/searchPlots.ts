import { isProposed } from "../core/study/architecture.ts";
import { bestAmong } from "../core/study/ranking.ts";
import type { ShownTrials } from "./shownStage.ts";
import { headlineScore } from "../core/judging/headline.ts";
import { valueOf, type MetricId } from "../core/judging/scores.ts";
import { hasEnded, type Trial } from "../core/study/trial.ts";

/** What curves are of: a metric, or the training loss. */
export type Quantity = MetricId;
export const LOSS: Quantity = "loss";

export interface TrialPoint {
  readonly x: number;
  readonly y: number;
  readonly trial: Trial;
  readonly isBest: boolean;
}

/** The staircase of the best candidate so far, and every trial at its place; those without a score lie on the axis. */
export function bestSoFar(study: ShownTrials): {
  readonly steps: readonly { readonly x: number; readonly y: number }[];
  readonly points: readonly TrialPoint[];
} {
  const candidates = study.trials.filter(isProposed);
  const best = bestAmong(study)?.id;
  const points = candidates.map((trial, index) => ({
    x: index + 1,
    y: headlineScore(study, trial) ?? 0,
    trial,
    isBest: trial.id === best,
  }));
  let top = -1;
  const steps = points.flatMap(({ x, y, trial }) => {
    if (trial.status !== "finished" || y <= top) return [];
    top = y;
    return [{ x, y }];
  });
  const end = points.findLast(({ trial }) => hasEnded(trial));
  return {
    steps: end && steps.length > 0 && steps.at(-1)!.x < end.x ? [...steps, { x: end.x, y: top }] : steps,
    points,
  };
}

/** A trial's values by step, where it has one. */
export const curveOf = (
  { curve }: Trial,
  quantity: Quantity,
): readonly { readonly step: number; readonly value: number }[] =>
  curve.flatMap(({ step, loss, scores }) => {
    const value = quantity === LOSS ? loss : valueOf(scores, quantity);
    return value === null ? [] : [{ step, value }];
  });

/** One row per step with a column `t<id>` per trial that has a value there. */
export function curveTable(study: ShownTrials, quantity: Quantity): readonly Readonly<Record<string, number>>[] {
  const rows = new Map<number, Record<string, number>>();
  for (const trial of study.trials) {
    for (const { step, value } of curveOf(trial, quantity)) {
      const row = rows.get(step) ?? { step };
      row[`t${trial.id}`] = value;
      rows.set(step, row);
    }
  }
  return [...rows.values()].sort((a, b) => a.step! - b.step!);
}

/** Trials that were trained to a score, by what they cost. */
export function paretoPoints(study: ShownTrials, cost: "parameters" | "seconds"): readonly TrialPoint[] {
  const best = bestAmong(study)?.id;
  return study.trials.flatMap((trial) => {
    const score = headlineScore(study, trial);
    const x = cost === "parameters" ? trial.cost?.parameters : trial.seconds;
    return score !== null && x !== undefined && x > 0 && hasEnded(trial)
      ? [{ x, y: score, trial, isBest: trial.id === best }]
      : [];
  });
}

/** Points that no other point beats in both, from the cheapest on. */
export function frontOf(points: readonly TrialPoint[]): readonly TrialPoint[] {
  let top = -Infinity;
  return [...points]
    .sort((a, b) => a.x - b.x || b.y - a.y)
    .filter(({ y }) => {
      if (y <= top) return false;
      top = y;
      return true;
    });
}
