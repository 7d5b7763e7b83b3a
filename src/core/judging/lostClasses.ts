import { evaluationOf, type Trial } from "../study/trial.ts";
import { comparablePoints } from "./comparablePoints.ts";
import { CLASS_METRIC } from "./defaultMetrics.ts";
import { classValuesOf } from "./scores.ts";

/** A class that scored this much or more was found. */
const FOUND = 0.1;
/** A class that scores this much or less is not found. */
const LOST = 0.02;

interface ClassPoint {
  readonly step: number;
  readonly value: number;
  readonly share?: number;
}

/** A class that a training had found before, and does not find any more. */
export interface LostClass {
  readonly index: number;
  /** Where it was found best. */
  readonly found: ClassPoint;
  /** Step of the first of the evaluations that have not found it since. */
  readonly lostSince: number;
}

/** Classes that a training has lost by the evaluation that counts, or by its last one while it runs. */
export function lostClasses(trial: Trial): readonly LostClass[] {
  const counted = evaluationOf(trial)?.step ?? Infinity;
  const evaluations = trial.curve.filter(({ step, scores }) => scores && step <= counted);
  const classes = classValuesOf(evaluations.at(-1)?.scores, CLASS_METRIC).length;
  return Array.from({ length: classes }, (_, index) => {
    const points = evaluations.flatMap(({ step, scores, share }): readonly ClassPoint[] => {
      const value = classValuesOf(scores, CLASS_METRIC)[index] ?? null;
      return value === null ? [] : [{ step, value, ...(share !== undefined && { share }) }];
    });
    if ((points.at(-1)?.value ?? Infinity) > LOST) return null;
    const { line, dots } = comparablePoints(points);
    return lostAmong(dots, index) ?? lostAmong(line, index);
  }).filter((lost) => lost !== null);
}

function lostAmong(points: readonly ClassPoint[], index: number): LostClass | null {
  const since = points[points.findLastIndex(({ value }) => value > LOST) + 1];
  const [found] = [...points].sort((a, b) => b.value - a.value);
  return since && found && found.value >= FOUND ? { index, found, lostSince: since.step } : null;
}

/** "Synapse was found at step 200 (IoU 0.31) and is lost since step 400." */
export const lostText = (className: string, { found, lostSince }: LostClass, metricLabel: string): string =>
  `${className} was found at step ${found.step} (${metricLabel} ${found.value.toFixed(2)}) and is lost since step ${lostSince}.`;
