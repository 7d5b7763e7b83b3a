/** Sum in the order given. */
export function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** 0 of no values. */
export const meanOf = (values: readonly number[]): number => (values.length > 0 ? sumOf(values) / values.length : 0);

/** The middle value, or the mean of the two in the middle; 0 of no values. */
export function medianOf(values: readonly number[]): number {
  const sorted = ascending(values);
  return sorted.length > 0 ? (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2 : 0;
}

/** Value below which a share of the list lies, interpolated between neighbours (type 7 of Hyndman and Fan 1996); NaN of no values. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = ascending(values);
  const position = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(position)] ?? Number.NaN, sorted[Math.ceil(position)] ?? Number.NaN];
  return below === above ? below : below + (above - below) * (position % 1);
}

/** The member of the list that a share of it lies below, for what cannot lie in between; 0 of no values. */
export const memberAt = (values: readonly number[], share: number): number =>
  ascending(values)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0;

/** Mean squared distance from the mean, as of a sample (n − 1); 0 of fewer than two values. */
export function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.length > 1 ? sumOf(values.map((value) => (value - mean) ** 2)) / (values.length - 1) : 0;
}

/** By how much the mean of such a sample is off, as a standard deviation; 0 of fewer than two values. */
export const standardErrorOf = (values: readonly number[]): number =>
  Math.sqrt(varianceOf(values) / Math.max(1, values.length));

/** A mean with the interval that holds the true mean in 95 of 100 cases, by Student's t. */
export interface Interval {
  readonly count: number;
  readonly mean: number;
  /** Half its width; null for fewer than two values. */
  readonly margin: number | null;
}

/** Two-sided 95 % quantiles of Student's t by degrees of freedom, from 1. */
const T_95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045,
];
const NORMAL_95 = 1.96;

/** The mean of a sample and how sure it is. */
export function intervalOf(values: readonly number[]): Interval {
  const count = values.length;
  const margin = count < 2 ? null : (T_95[count - 2] ?? NORMAL_95) * standardErrorOf(values);
  return { count, mean: meanOf(values), margin };
}

const ascending = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

/** Chance that a normal number lies above z; off by less than 1e-7 (Abramowitz and Stegun 26.2.17). */
export function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
  return z >= 0 ? tail : 1 - tail;
}

/** How many deviations the largest of so many normal numbers lies above their mean, as expected (Blom 1958); 2.5 of 100, 0 of one. */
export function expectedMaximum(count: number): number {
  const above = 1 - (count - 0.375) / (count + 0.25);
  let [low, high] = [0, 10];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (upperTail(middle) > above) low = middle;
    else high = middle;
  }
  return low;
}

/** Spearman's correlation of the ranks, −1 … 1; 0 where either list is all one value. */
export const rankCorrelationOf = (a: readonly number[], b: readonly number[]): number =>
  correlationOf(ranksOf(a), ranksOf(b));

/** Ranks from 0; equal numbers share the mean of theirs. */
function ranksOf(values: readonly number[]): readonly number[] {
  const ends = new Map<number, readonly [first: number, last: number]>();
  ascending(values).forEach((value, rank) => ends.set(value, [ends.get(value)?.[0] ?? rank, rank]));
  return values.map((value) => {
    const [first, last] = ends.get(value)!;
    return (first + last) / 2;
  });
}

/** Pearson's correlation; 0 where either list is all one value. */
export function correlationOf(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  const sum = (of: (index: number) => number) => sumOf(a.map((_, index) => of(index)));
  const scale = Math.sqrt(sum((index) => (a[index]! - meanA) ** 2) * sum((index) => (b[index]! - meanB) ** 2));
  return scale === 0 ? 0 : sum((index) => (a[index]! - meanA) * (b[index]! - meanB)) / scale;
}
