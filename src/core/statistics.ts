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

/** The mean of a sample and how sure it is. */
export function intervalOf(values: readonly number[]): Interval {
  const count = values.length;
  const margin = count < 2 ? null : studentQuantile(0.975, count - 1) * standardErrorOf(values);
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

/** Chance that Student's t with so many degrees of freedom, which need not be whole, lies above t. */
export function studentTail(t: number, freedom: number): number {
  const half = incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  return t >= 0 ? half : 1 - half;
}

/** The value below which Student's t lies with chance `share`, 0.5 … 1. */
export function studentQuantile(share: number, freedom: number): number {
  let [low, high] = [0, 1];
  while (studentTail(high, freedom) > 1 - share) high *= 2;
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, freedom) > 1 - share) low = middle;
    else high = middle;
  }
  return low;
}

/** The regularised incomplete beta function, by the continued fraction of DLMF 8.17.22 after Lentz (1976). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return Math.min(1, Math.max(0, x));
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1))];
  let fraction = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    const before = fraction;
    for (const term of [even, odd]) {
      d = 1 / (1 + term * d);
      c = 1 + term / c;
      fraction *= c * d;
    }
    if (Math.abs(fraction - before) < 1e-15 * fraction) break;
  }
  return front * fraction;
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** Of positive numbers: Stirling's series (DLMF 5.11.1) once the argument is large enough for it. */
function logGamma(x: number): number {
  if (x < 10) return logGamma(x + 1) - Math.log(x);
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5) - 1 / (1680 * x ** 7);
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
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
