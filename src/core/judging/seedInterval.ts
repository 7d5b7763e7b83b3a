import { meanOf, standardErrorOf, studentQuantile } from "../statistics.ts";

/** Where a mean, or a difference of means, lies in 95 of 100 cases. */
export interface MeanInterval {
  readonly low: number;
  readonly high: number;
}

/** What varies: an amount, and by how many degrees of freedom it is known. */
export interface IntervalPart {
  readonly variance: number;
  readonly freedom: number;
}

/** The interval of the difference of two means by luck with the weights alone; null where either has fewer than two scores. */
export function seedInterval(one: readonly number[], other: readonly number[], tried: number): MeanInterval | null {
  const parts = [one, other].flatMap(seedPart);
  return parts.length === 2 ? around(meanOf(one) - meanOf(other), parts, tried) : null;
}

/** By Student's t, with degrees of freedom after Welch and Satterthwaite, at a level divided by how many were tried. */
export function around(mean: number, parts: readonly IntervalPart[], tried: number): MeanInterval {
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  const freedom = variance ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.freedom, 0);
  // Of no variance at all there is no freedom either, and no width.
  const margin = variance > 0 ? studentQuantile(1 - 0.025 / tried, freedom) * Math.sqrt(variance) : 0;
  return { low: mean - margin, high: mean + margin };
}

/** Luck with the weights, where there are several trainings. */
export const seedPart = (scores: readonly number[]): readonly IntervalPart[] =>
  scores.length > 1 ? [{ variance: standardErrorOf(scores) ** 2, freedom: scores.length - 1 }] : [];
