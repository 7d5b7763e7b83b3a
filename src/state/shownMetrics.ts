import { metrics } from "../catalog/metrics/index.ts";
import { CLASS_METRIC } from "../core/judging/defaultMetrics.ts";
import { headlineMetric, secondMetric } from "../core/judging/headline.ts";
import type { Metric } from "../core/judging/metric.ts";
import type { RankedTrials } from "../core/study/ranking.ts";

/** The metric that a study's tables and plots go by, and the one beside it. */
export const shownMetrics = (
  study: Partial<Pick<RankedTrials, "spec">>,
): readonly [headline: Metric, second: Metric] => [
  metrics.get(headlineMetric(study)),
  metrics.get(secondMetric(study)),
];

/** The metric that tells classes apart. */
export const classMetric = metrics.get(CLASS_METRIC);

/** A label at the beginning of a heading: "Mean IoU". */
export const capitalised = (label: string): string => label.charAt(0).toUpperCase() + label.slice(1);
