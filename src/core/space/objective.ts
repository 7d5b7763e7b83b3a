import { valueOf, type Goal, type MetricId, type Scores } from "../judging/scores.ts";
import { z } from "../zod.ts";

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

export const objectiveSchema = z.strictObject({
  metric: z.string().max(20_000),
  goal: z.enum(["maximise", "minimise"]),
});
