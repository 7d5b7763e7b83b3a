import { sumOf } from "../statistics.ts";

/** Whether paired differences lie around 0 (Wilcoxon 1945). */
export interface SignedRank {
  /** Pairs that differ; equal ones say nothing. */
  readonly count: number;
  /** Sum of the ranks of positive differences, by their size; tied ones share the mean of theirs. */
  readonly positive: number;
  /** Two-sided chance of such a sum or a rarer one where each difference could as well have the other sign: exact. */
  readonly p: number;
}

/** Two-sided signed-rank test of paired differences: exact over all ways to give them signs, tied ones as they are; p is 1 of none. */
export function signedRankTest(differences: readonly number[]): SignedRank {
  const ranked = differences.filter((value) => value !== 0).toSorted((a, b) => Math.abs(a) - Math.abs(b));
  const sizes = ranked.map(Math.abs);
  // Twice the rank from 1: whole numbers, equal for tied sizes.
  const doubled = sizes.map((size) => sizes.indexOf(size) + sizes.lastIndexOf(size) + 2);
  const positive = sumOf(doubled.filter((_, index) => ranked[index]! > 0)) / 2;
  return { count: ranked.length, positive, p: chanceOf(2 * positive, doubled) };
}

/** Share of all choices of signs whose doubled sum lies as far from the middle. */
function chanceOf(found: number, doubled: readonly number[]): number {
  const most = sumOf(doubled);
  // Shares instead of counts: of a thousand pairs there are more ways than a double holds.
  const shares = new Float64Array(most + 1);
  shares[0] = 1;
  let largest = 0;
  for (const rank of doubled) {
    largest += rank;
    for (let sum = largest; sum >= 0; sum--) shares[sum] = (shares[sum]! + (sum >= rank ? shares[sum - rank]! : 0)) / 2;
  }
  const reach = Math.abs(found - most / 2);
  return Math.min(1, sumOf(shares.filter((_, sum) => Math.abs(sum - most / 2) >= reach)));
}
