import fc from "fast-check";
import { expect, test } from "vitest";
import { signedRankTest } from "./signedRank.ts";

/** Differences 1 … n of which those ranks are positive. */
const withPositive = (count: number, positive: readonly number[]) =>
  Array.from({ length: count }, (_, index) => (positive.includes(index + 1) ? index + 1 : -index - 1));

test("critical values of published tables, two-sided", () => {
  // Wilcoxon and Wilcox (1964): the largest smaller sum that 5 % (1 %) allow is 8 (3) of 10 pairs, 0 of 6, 2 of 7.
  const pOf = (count: number, positive: readonly number[]) => signedRankTest(withPositive(count, positive)).p;
  expect(pOf(10, [8])).toBeLessThanOrEqual(0.05);
  expect(pOf(10, [9])).toBeGreaterThan(0.05);
  expect(pOf(10, [3])).toBeLessThanOrEqual(0.01);
  expect(pOf(10, [4])).toBeGreaterThan(0.01);
  expect(pOf(6, [])).toBe(2 / 64);
  expect(pOf(5, [])).toBe(2 / 32);
  expect(pOf(7, [2])).toBeLessThanOrEqual(0.05);
  expect(pOf(7, [3])).toBeGreaterThan(0.05);
});

test("ties share ranks, equal pairs are left out", () => {
  expect(signedRankTest([1, 1, -1, 0, 2])).toEqual({ count: 4, positive: 8, p: 8 / 16 });
  expect(signedRankTest([0, 0])).toEqual({ count: 0, positive: 0, p: 1 });
});

test("it is the share of all signs that lie as far out, counted one by one", () => {
  const any = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(any, (differences) => {
      const { count, positive, p } = signedRankTest(differences);
      const sizes = differences.filter((value) => value !== 0).map(Math.abs);
      const reach = (sum: number) => Math.abs(sum - (count * (count + 1)) / 4);
      let rarer = 0;
      for (let signs = 0; signs < 2 ** count; signs++) {
        const drawn = sizes.map((size, index) => ((signs >> index) & 1 ? size : -size));
        if (reach(signedRankTestSum(drawn)) >= reach(positive) - 1e-9) rarer++;
      }
      expect(p).toBeCloseTo(rarer / 2 ** count, 12);
    }),
  );
});

function signedRankTestSum(differences: readonly number[]): number {
  const rank = (size: number) => {
    const below = differences.filter((other) => Math.abs(other) < size).length;
    return below + (differences.filter((other) => Math.abs(other) === size).length + 1) / 2;
  };
  return differences.filter((value) => value > 0).reduce((sum, value) => sum + rank(value), 0);
}
