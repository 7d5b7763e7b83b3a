import { sumOf, upperTail } from "../statistics.ts";

/** Whether one sample tends to be larger than another (Mann and Whitney 1947). */
export interface RankSum {
  /** Pairs in which the first sample's value is the larger, ties counted half; from 0 to the product of both counts. */
  readonly u: number;
  /** Chance of such a U or a larger one where both samples come from one distribution. */
  readonly p: number;
}

/** Steps of the exact count above which the normal approximation takes its place; it is off by less than 0.001 there. */
const MOST_STEPS = 5e7;

/**
 * One-sided Mann-Whitney test that `higher` tends to be larger than `lower`: exact, over all ways to deal the values, tied ones as
 * they are, to the two samples; p is 1 where a sample is empty.
 */
export function rankSumTest(higher: readonly number[], lower: readonly number[]): RankSum {
  const u = sumOf(higher.map((value) => sumOf(lower.map((other) => (value > other ? 1 : value === other ? 0.5 : 0)))));
  const [count, others] = [higher.length, lower.length];
  if (count === 0 || others === 0) return { u, p: 1 };
  const doubled = doubledRanks([...higher, ...lower]);
  const steps = (count + others) * count * 2 * count * others;
  return { u, p: steps > MOST_STEPS ? normalTail(u, count, doubled) : exactTail(u, count, doubled) };
}

/** Twice the rank of each value among all, from 1, less 1, in ascending order: whole numbers, equal for tied values; their mean is the count. */
function doubledRanks(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.map((value) => sorted.indexOf(value) + sorted.lastIndexOf(value) + 1);
}

/** Share of all choices of `count` values whose U is at least `u`. */
function exactTail(u: number, count: number, doubled: readonly number[]): number {
  const most = sumOf(doubled.slice(-count));
  // ways[chosen][sum]: choices of so many values with such a sum. Counts are far below the largest double.
  const ways = Array.from({ length: count + 1 }, () => new Float64Array(most + 1));
  ways[0]![0] = 1;
  for (const [index, rank] of doubled.entries()) {
    let largest = sumOf(doubled.slice(Math.max(0, index + 1 - count), index + 1));
    for (let chosen = Math.min(count, index + 1); chosen > 0; chosen--) {
      const [into, from] = [ways[chosen]!, ways[chosen - 1]!];
      for (let sum = largest; sum >= rank; sum--) into[sum]! += from[sum - rank]!;
      largest -= doubled[index + 1 - chosen]!;
    }
  }
  // Twice U, and what the doubled ranks of a choice add up to where nothing lies below it: 1 + 3 + 5 ...
  const least = 2 * u + count * count;
  const all = sumOf(ways[count]!);
  return sumOf(ways[count]!.subarray(least)) / all;
}

/** The same by the normal distribution, with the variance that ties leave, and half a step of continuity. */
function normalTail(u: number, count: number, doubled: readonly number[]): number {
  const all = doubled.length;
  const others = all - count;
  const spread = sumOf(doubled.map((rank) => (rank - all) ** 2)) / 4;
  const variance = (count * others * spread) / (all * (all - 1));
  return variance === 0 ? 1 : upperTail((u - (count * others) / 2 - 0.5) / Math.sqrt(variance));
}
