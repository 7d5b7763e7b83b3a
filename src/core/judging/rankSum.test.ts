import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rankSumTest } from "./rankSum.ts";

/** All choices of `count` of the indices below `all`. */
function choices(all: number, count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  if (all < count) return [];
  return [...choices(all - 1, count), ...choices(all - 1, count - 1).map((chosen) => [...chosen, all - 1])];
}

const halves = (higher: readonly number[], lower: readonly number[]): number =>
  higher.reduce((sum, a) => sum + lower.reduce((pairs, b) => pairs + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0);

describe("the Mann-Whitney test", () => {
  test("of five retrainings above all five others: U = 25, p = 1 / 252 (known answer)", () => {
    const { u, p } = rankSumTest([0.609, 0.606, 0.604, 0.611, 0.602], [0.585, 0.599, 0.59, 0.588, 0.594]);
    expect(u).toBe(25);
    expect(p).toBeCloseTo(0.003968, 6);
  });

  test("counts the ways to deal the values, ties half, as listing them all does", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }),
        (higher, lower) => {
          const all = [...higher, ...lower];
          const found = rankSumTest(higher, lower);
          const dealt = choices(all.length, higher.length).map((chosen) =>
            halves(
              chosen.map((index) => all[index]!),
              all.filter((_, index) => !chosen.includes(index)),
            ),
          );
          expect(found.u).toBe(halves(higher, lower));
          expect(found.p).toBeCloseTo(dealt.filter((u) => u >= found.u).length / dealt.length, 10);
        },
      ),
    );
  });

  test("says nothing of an empty sample, and is sure of nothing where all are equal", () => {
    expect(rankSumTest([], [1, 2]).p).toBe(1);
    expect(rankSumTest([1, 1, 1], [1, 1]).p).toBe(1);
  });

  test("goes over to the normal distribution for large samples", () => {
    const low = Array.from({ length: 150 }, (_, index) => index);
    const { u, p } = rankSumTest(
      low.map((value) => value + 20.5),
      low,
    );
    expect(u).toBe(14115);
    expect(p).toBeCloseTo(6.865e-5, 7);
  });
});
