/** Catalog id of a metric. */
export type MetricId = string;

/** Which way a metric gets better. */
export type Goal = "maximise" | "minimise";

/**
 * What one evaluation came to, by metric. Null where a metric has nothing to say, such as of a class that is in neither truth nor
 * prediction; a metric that was not measured is missing.
 */
export interface Scores {
  readonly values: Readonly<Record<MetricId, number | null>>;
  /** One entry a class, in their order. */
  readonly perClass: Readonly<Record<MetricId, readonly (number | null)[]>>;
}

/** One value of an evaluation; null where it has none, or where there was no evaluation. */
export const valueOf = (scores: Scores | null | undefined, metric: MetricId): number | null =>
  scores?.values[metric] ?? null;

/** One value a class; empty where the metric was not measured. */
export const classValuesOf = (scores: Scores | null | undefined, metric: MetricId): readonly (number | null)[] =>
  scores?.perClass[metric] ?? [];
