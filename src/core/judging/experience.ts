import { sumOf } from "../statistics.ts";

/** A training that ended: seconds that its steps and evaluations alone were predicted to take, and what it took with all around them. */
export interface TimedTraining {
  readonly predicted: number;
  readonly took: number;
}

/**
 * Whole trainings take longer than their steps and evaluations: setting up, drawing patches, previews, cold code. This is what is
 * said before any has ended on a device: the Taste plan took 39.5 and 46.5 s where its steps and evaluations alone were predicted to take
 * about 19 and 15 (2 cores, Chromium 156).
 */
export const AROUND_STEPS = 2;

/** Trainings that differ in size by this factor say little of each other: the short ones mostly wait for what is around their steps. */
const ALIKE_WITHIN = 3;

/** For how many trainings of just the right size the first figure counts. */
const PRIOR_TRAININGS = 0.25;

/** Older trainings are forgotten, as machines and their loads change. */
const KEPT_TRAININGS = 32;

/**
 * How many times longer a training of `predicted` seconds takes than its steps and evaluations alone: the geometric mean over the
 * trainings that have ended, those of its size first (a normal kernel over the logarithm of the size).
 */
export function aroundSteps(predicted: number, timed: readonly TimedTraining[] = []): number {
  const weights = timed.map((one) =>
    Math.exp(-0.5 * (Math.log(predicted / one.predicted) / Math.log(ALIKE_WITHIN)) ** 2),
  );
  const logarithms = timed.map(({ predicted: alone, took }) => Math.log(took / alone));
  const all = PRIOR_TRAININGS + sumOf(weights);
  return Math.exp(
    (PRIOR_TRAININGS * Math.log(AROUND_STEPS) + sumOf(weights.map((weight, at) => weight * logarithms[at]!))) / all,
  );
}

/** What is known after one more training has ended. One that took no time, or was not predicted to, tells nothing. */
export function withTraining(timed: readonly TimedTraining[], ended: TimedTraining): readonly TimedTraining[] {
  const tells = [ended.predicted, ended.took].every((seconds) => seconds > 0 && Number.isFinite(seconds));
  return tells ? [...timed, ended].slice(-KEPT_TRAININGS) : timed;
}
