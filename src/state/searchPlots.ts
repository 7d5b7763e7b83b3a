import { isProposed } from "../core/study/architecture.ts";
import { bestAmong } from "../core/study/ranking.ts";
import type { ShownTrials } from "./shownStage.ts";
import { headlineScore } from "../core/judging/headline.ts";
import { comparablePoints, type ComparablePoints } from "../core/judging/comparablePoints.ts";
import type { Metric } from "../core/judging/metric.ts";
import { classValuesOf, valueOf } from "../core/judging/scores.ts";
import type { StudySpec } from "../core/study/spec.ts";
import { classMetric, shownMetrics } from "./shownMetrics.ts";
import { hasEnded, latestScores, type CurvePoint, type Trial } from "../core/study/trial.ts";

/** What curves are of: a metric, the training loss, or the score of one class. */
export interface Quantity {
  readonly id: string;
  readonly label: string;
  /** Whether evaluations measure it, so that a point may be of a part of the validation slices alone. */
  readonly isScore: boolean;
  /** Null where a point of a curve does not say. */
  readonly of: (point: CurvePoint) => number | null;
}

export const LOSS: Quantity = { id: "loss", label: "Training loss", isScore: false, of: ({ loss }) => loss };

const ofMetric = ({ id, label }: Metric): Quantity => ({
  id,
  label: `Validation ${label}`,
  isScore: true,
  of: ({ scores }) => valueOf(scores, id),
});

/** The score of every class, in their order. */
export const classQuantities = ({ task }: Pick<StudySpec, "task">): readonly Quantity[] =>
  task.classes.map(({ name }, index) => ({
    id: `${classMetric.id} ${index}`,
    label: `${classMetric.shortLabel} of ${name}`,
    isScore: true,
    of: ({ scores }) => classValuesOf(scores, classMetric.id)[index] ?? null,
  }));

/** What curves of a study can be of, the headline first. */
export const quantitiesOf = (spec: StudySpec): readonly [Quantity, ...Quantity[]] => {
  const [headline, second] = shownMetrics({ spec });
  return [ofMetric(headline), ofMetric(second), LOSS, ...classQuantities(spec)];
};

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

/** A value on a curve. */
export interface DrawnPoint {
  readonly step: number;
  readonly value: number;
  /** Share of the validation part that it is of, 0 … 1; missing where it is of all. */
  readonly share?: number;
}

/** A trial's values by step, where it has one. */
export const curveOf = ({ curve }: Pick<Trial, "curve">, quantity: Quantity): readonly DrawnPoint[] =>
  curve.flatMap((point) => {
    const value = quantity.of(point);
    const share = quantity.isScore ? point.share : undefined;
    return value === null ? [] : [{ step: point.step, value, ...(share !== undefined && { share }) }];
  });

/** The same as it is drawn: what may not be compared is not joined. */
export const drawnCurve = (trial: Pick<Trial, "curve">, quantity: Quantity): ComparablePoints<DrawnPoint> =>
  comparablePoints(curveOf(trial, quantity));

/** One row per step with a column `t<id>` for the line of a trial and `d<id>` for its dots, where it has a value there. */
export function curveTable(study: ShownTrials, quantity: Quantity): readonly Readonly<Record<string, number>>[] {
  const rows = new Map<number, Record<string, number>>();
  for (const trial of study.trials) {
    const { line, dots } = drawnCurve(trial, quantity);
    for (const [column, points] of [["t", line] as const, ["d", dots] as const]) {
      for (const { step, value } of points) {
        const row = rows.get(step) ?? { step };
        row[`${column}${trial.id}`] = value;
        rows.set(step, row);
      }
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

/** The front as an axis of costs meets it: what is reached at a cost is reached at every higher one, so it goes on level to the end. */
export const frontSteps = (
  front: readonly TrialPoint[],
  end: number,
): readonly { readonly x: number; readonly y: number }[] => [
  ...front.map(({ x, y }) => ({ x, y })),
  ...front.slice(-1).map(({ y }) => ({ x: end, y })),
];

/** Until a training has ended: why classes that nobody finds yet say nothing. Null once one has, and where all are found. */
export function earlyText({ trials }: ShownTrials): string | null {
  const scores = trials.map((trial) => classValuesOf(latestScores(trial), classMetric.id));
  const isMissed = scores.some((values) => values.some((value) => value !== null && value < NOT_FOUND));
  const hasFinished = trials.some(({ status }) => status === "finished");
  return isMissed && !hasFinished ? "Too early to see rare classes" : null;
}

/** Scores of a class below this mean that it is hardly ever found. */
const NOT_FOUND = 0.01;
