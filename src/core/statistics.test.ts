import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  intervalOf,
  meanOf,
  medianOf,
  memberAt,
  quantileOf,
  rankCorrelationOf,
  standardErrorOf,
  studentQuantile,
  studentTail,
  sumOf,
  varianceOf,
} from "./statistics.ts";

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
/** Zeros of one sign: the two are equal, but `toBe` tells them apart. */
const some = fc.array(
  value.map((drawn) => drawn + 0),
  { minLength: 1, maxLength: 40 },
);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const [lowest, highest] = [(of: number[]) => Math.min(...of), (of: number[]) => Math.max(...of)];

describe("known answers", () => {
  const eight = [2, 4, 4, 4, 5, 5, 7, 9];

  test("sum, mean and spread of eight values", () => {
    expect([sumOf(eight), meanOf(eight)]).toEqual([40, 5]);
    expect(varianceOf(eight)).toBeCloseTo(32 / 7, 12);
    expect(standardErrorOf(eight)).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12);
  });

  test("the middle of an odd and of an even list, whatever its order", () => {
    expect([medianOf([3, 1, 2]), medianOf([4, 1, 3, 2]), medianOf([7])]).toEqual([2, 2.5, 7]);
  });

  test("quantiles lie between neighbours, members do not", () => {
    expect([0, 0.25, 0.5, 1].map((at) => quantileOf([40, 10, 20, 30], at))).toEqual([10, 17.5, 25, 40]);
    expect([0, 0.5, 0.9, 1].map((at) => memberAt([40, 10, 20, 30], at))).toEqual([10, 30, 40, 40]);
  });

  test("an interval by Student's t, for few values and for many", () => {
    // Means 0.90, deviation 0.01: 4.303 · 0.01 / √3.
    const { count, mean, margin } = intervalOf([0.89, 0.9, 0.91]);
    expect([count, mean]).toEqual([3, expect.closeTo(0.9, 12)]);
    expect(margin).toBeCloseTo((4.30265273 * 0.01) / Math.sqrt(3), 10);
    const many = Array.from({ length: 100 }, (_, index) => index % 2);
    expect(intervalOf(many).margin).toBeCloseTo(1.98421695 * Math.sqrt(25 / 99 / 100), 9);
    expect(intervalOf([0.5])).toEqual({ count: 1, mean: 0.5, margin: null });
  });

  test("Student's t against published tables", () => {
    const table: readonly (readonly [share: number, freedom: number, t: number])[] = [
      [0.975, 1, 12.7062],
      [0.975, 2, 4.3027],
      [0.95, 4, 2.1318],
      [0.975, 10, 2.2281],
      [0.995, 20, 2.8453],
      [0.999, 30, 3.3852],
      [0.975, 120, 1.9799],
    ];
    for (const [share, freedom, t] of table) {
      expect(studentQuantile(share, freedom)).toBeCloseTo(t, 4);
      expect(studentTail(-t, freedom)).toBeCloseTo(share, 4);
    }
    // Of one degree it is Cauchy's: a half and the arc tangent over pi.
    expect(studentTail(1, 1)).toBeCloseTo(0.25, 12);
  });

  test("of no values", () => {
    expect([sumOf([]), meanOf([]), medianOf([]), memberAt([], 0.5), varianceOf([]), standardErrorOf([])]).toEqual(
      Array(6).fill(0),
    );
    expect(quantileOf([], 0.5)).toBeNaN();
    expect(intervalOf([])).toEqual({ count: 0, mean: 0, margin: null });
  });

  test("infinite values have quantiles", () => {
    expect(quantileOf([1, Infinity, Infinity], 0.75)).toBe(Infinity);
  });
});

describe("laws", () => {
  test("mean, median and quantiles lie within their values and move with them", () => {
    fc.assert(
      fc.property(some, share, value, (values, at, shift) => {
        for (const of of [
          meanOf,
          medianOf,
          (list: number[]) => quantileOf(list, at),
          (list: number[]) => memberAt(list, at),
        ]) {
          const found = of(values);
          expect(found).toBeGreaterThanOrEqual(lowest(values) - 1e-6);
          expect(found).toBeLessThanOrEqual(highest(values) + 1e-6);
          expect(of(values.map((one) => one + shift))).toBeCloseTo(found + shift, 6);
        }
      }),
    );
  });

  test("none of them asks for the order, or changes what it was given", () => {
    fc.assert(
      fc.property(some, (values) => {
        const held = [...values];
        const turned = values.toReversed();
        for (const of of [medianOf, (list: number[]) => quantileOf(list, 0.3), (list: number[]) => memberAt(list, 0.3)])
          expect(of(turned)).toBe(of(values));
        expect(meanOf(turned)).toBeCloseTo(meanOf(values), 6);
        expect(values).toEqual(held);
      }),
    );
  });

  test("the median is the quantile in the middle", () => {
    fc.assert(
      fc.property(some, (values) => {
        expect(quantileOf(values, 0.5)).toBeCloseTo(medianOf(values), 6);
      }),
    );
  });

  test("quantiles rise with the share", () => {
    fc.assert(
      fc.property(some, share, share, (values, a, b) => {
        expect(quantileOf(values, Math.min(a, b))).toBeLessThanOrEqual(quantileOf(values, Math.max(a, b)) + 1e-9);
      }),
    );
  });

  test("the variance is that of the pairs, and none of equal values", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 2, maxLength: 12 }), (values) => {
        const pairs = values.flatMap((a) => values.map((b) => (a - b) ** 2));
        expect(varianceOf(values)).toBeCloseTo(sumOf(pairs) / (2 * values.length * (values.length - 1)), 8);
        expect(varianceOf(values.map(() => values[0]!))).toBe(0);
      }),
    );
  });
});

test("equal numbers share the mean of their ranks, and ten thousand are ranked at once", () => {
  // Ranks 0, 1.5, 1.5, 3 against 3, 2, 1, 0: Pearson −4.5 / √(4.5 · 5).
  expect(rankCorrelationOf([1, 2, 2, 9], [8, 7, 6, 5])).toBeCloseTo(-4.5 / Math.sqrt(22.5), 10);
  const many = Array.from({ length: 10_000 }, (_, index) => index % 5000);
  expect(rankCorrelationOf(many, many)).toBeCloseTo(1, 10);
});
