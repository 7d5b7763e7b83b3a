import { valueOf, type Goal, type MetricId, type Scores } from "../judging/scores.ts";
import type { Stage } from "../study/spec.ts";

/** What a search optimises: a metric of the catalog that every evaluation has, and which way it gets better. */
export interface Objective {
  readonly metric: MetricId;
  readonly goal: Goal;
}

/** Strategies minimise; a metric that is to grow is at most 1, which is turned around (spec 1.7). Null where it was not measured. */
export function minimised({ metric, goal }: Objective, scores: Scores): number | null {
  const value = valueOf(scores, metric);
  return value === null || goal === "minimise" ? value : 1 - value;
}

/** What the first search among the stages optimises; null where none searches by trials. */
export function firstObjective(stages: readonly Stage[]): Objective | null {
  const search = stages.find((stage) => stage.kind === "search");
  return search?.kind === "search" ? search.objective : null;
}
