import type { Study } from "../../study/study.ts";
import { evaluationOf, wholePoints, type Evaluation, type Trial } from "../../study/trial.ts";
import { CLASS_METRIC } from "../defaultMetrics.ts";
import { differenceOf, type Difference } from "../difference.ts";
import type { CountedMetric } from "../metric.ts";
import { classValuesOf, valueOf } from "../scores.ts";
import { nextStep, type NextStep } from "./nextStep.ts";
import { chosenAmong, sideOf, sidesOf } from "./sides.ts";
import { AS_GOOD_WITHIN, FEWEST_TRAININGS, type Side, type Sides, type Told, type VerdictKind } from "./told.ts";
import { evidenceOf, sentenceOf } from "./words.ts";

/** What is said of a study, on what grounds, and what to do about it. */
export interface Verdict extends Told {
  readonly sentence: string;
  readonly evidence: string;
  /** What would settle it, or comes after it; null where that has been done. */
  readonly next: NextStep | null;
}

/** 1.96 and 0.84 deviations: a difference found in four of five cases, at 5 %. */
const POWER = (1.96 + 0.84) ** 2;
/** A score that grew by more at the last evaluation is still rising. */
const STILL_RISING = 0.02;

/**
 * Judges a study by its validation scores. A difference counts as shown where its 95 % interval leaves out 0 and both networks were
 * trained at least three times. The score that a candidate was chosen by is left out as soon as it was trained again: it is the best
 * of many (spec 1.7, as amended). Null before two networks have finished.
 */
export function verdictOf(study: Study, metric: CountedMetric): Verdict | null {
  const sides = sidesOf(study);
  if (!sides) return null;
  const { best, rival, chosenAmong: tried } = sides;
  const difference = differenceOf(evaluationsOf(best), evaluationsOf(rival), metric, tried);
  const kind: VerdictKind = tooEarly(study, sides, metric) ? "tooEarly" : shownBy(difference);
  const found: Told = { ...sides, kind, difference, more: kind === "cannotTell" ? trainingsToTell(difference) : null };
  return {
    ...found,
    sentence: sentenceOf(found, study.spec.task.classes.length, metric),
    evidence: evidenceOf(found),
    next: nextStep(study, found),
  };
}

/** What a difference shows; "cannotTell" while either network was trained fewer than three times. */
export function shownBy({ interval, trainings }: Difference): Exclude<VerdictKind, "tooEarly"> {
  if (!interval || Math.min(...trainings) < FEWEST_TRAININGS) return "cannotTell";
  if (interval.low > 0) return "better";
  if (interval.high < 0) return "worse";
  return interval.low > -AS_GOOD_WITHIN ? "notWorse" : "cannotTell";
}

/** How many trainings of both together would tell a difference as large as this one; null where blocks alone leave more doubt than that. */
export function trainingsToTell({ mean, luck, blockError, trainings }: Difference): number | null {
  const wanted = mean ** 2 / POWER - (blockError ?? 0) ** 2;
  const missing = trainings.map((count) => Math.max(0, FEWEST_TRAININGS - count));
  const least = missing.reduce((sum, count) => sum + count, 0);
  if (luck === null) return least;
  if (wanted <= 0) return null;
  const each = Math.max(FEWEST_TRAININGS, Math.ceil((2 * luck ** 2) / wanted));
  return trainings.reduce((sum, count) => sum + Math.max(0, each - count), 0) || 2;
}

/**
 * By how much one trial's network scores more than another's, over all their trainings. A candidate that was not trained again is the
 * best of all that were tried, and the interval is as much wider.
 */
export function differenceBetween(study: Study, one: Trial, other: Trial, metric: CountedMetric): Difference {
  const [first, second] = [sideOf(study, one), sideOf(study, other)];
  return differenceOf(evaluationsOf(first), evaluationsOf(second), metric, chosenAmong(study, [one, other]));
}

const evaluationsOf = ({ trainings }: Side): readonly Evaluation[] =>
  trainings.flatMap((trial) => evaluationOf(trial) ?? []);

/** Neither has learnt enough: a class is at 0 in both, and both still rise. */
function tooEarly(study: Study, { best, rival }: Sides, metric: CountedMetric): boolean {
  const isRising = (trial: Trial) => {
    const [before, last] = wholePoints(trial)
      .flatMap(({ scores }) => valueOf(scores, metric.id) ?? [])
      .slice(-2);
    return before !== undefined && last !== undefined && last - before > STILL_RISING;
  };
  return [best, rival].every(({ trial }) => isRising(trial) && classesAtZero(study, trial) > 0);
}

/** Classes of which a network has found nothing. */
export const classesAtZero = (study: Pick<Study, "spec">, trial: Trial): number =>
  classValuesOf(evaluationOf(trial)?.scores, CLASS_METRIC)
    .slice(0, study.spec.task.classes.length)
    .filter((value) => value !== null && value < 0.005).length;
