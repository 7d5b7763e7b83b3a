import { firstObjective } from "../study/ranking.ts";
import type { StudySpec } from "../study/spec.ts";
import { latestScores, type Trial } from "../study/trial.ts";
import { DEFAULT_METRIC, SECOND_METRIC } from "./defaultMetrics.ts";
import { valueOf, type MetricId } from "./scores.ts";

/** Of a study, or of trials of which it is not said what their study optimises. */
type Studied = { readonly spec?: Pick<StudySpec, "stages"> };

/**
 * The metric that tables, plots, pruners and sentences go by: what the study's first search maximises. One that is minimised, such
 * as a logarithm, is for strategies alone; curves and gains read as "more is better, 1 is perfect", so the default is shown then.
 */
export function headlineMetric({ spec }: Studied): MetricId {
  const objective = firstObjective(spec?.stages ?? []);
  return objective?.goal === "maximise" ? objective.metric : DEFAULT_METRIC;
}

/** The metric shown beside the headline. */
export const secondMetric = (study: Studied): MetricId =>
  headlineMetric(study) === SECOND_METRIC ? DEFAULT_METRIC : SECOND_METRIC;

/** A trial's latest headline score; null before its first evaluation. */
export const headlineScore = (study: Studied, trial: Trial): number | null =>
  valueOf(latestScores(trial), headlineMetric(study));
