import { describe, expect, test } from "vitest";
import { evaluate } from "../../core/formula/evaluate.ts";
import { initialValues } from "../../core/options.ts";
import { losses } from "./index.ts";
import { weightsByFrequency } from "./loss.ts";
import { diceOf, tverskyOf } from "./overlap.ts";
import { given } from "../../core/formula/formula.ts";

describe.each(losses.list.map(({ id }) => id))("loss %s", (id) => {
  const loss = losses.get(id);

  test("has a positive weight for every class, also for one that never occurs", () => {
    const weights = loss.classWeights([600, 300, 100, 0], initialValues(loss.options));
    expect(weights).toHaveLength(4);
    expect(weights.every((weight) => weight > 0 && Number.isFinite(weight))).toBe(true);
  });

  test("refuses an option it does not have", () => {
    expect(() => loss.classWeights([1, 1], { colour: "red" })).toThrow(/no option "colour"/);
  });
});

test("balanced weights are inverse to the frequency, the rarest class at 1 (spec 1.5)", () => {
  expect(weightsByFrequency([6, 3, 1], "balanced")).toEqual([1 / 6, 1 / 3, 1]);
  expect(weightsByFrequency([6, 3, 1], "none")).toEqual([1, 1, 1]);
});

test("the exponential logarithmic loss weighs a class by the root of its rarity", () => {
  const [first, second] = losses.get("exponentialLogarithmic").classWeights([3, 1], {});
  expect(first).toBeCloseTo(1.154701, 5);
  expect(second).toBe(2);
});

test("coefficients of overlap from worked-out sums", () => {
  const sums = { hit: given(0), said: given(1), truth: given(2) };
  const lists = [[3], [5], [7]];
  const [dice, even, jaccard, uneven] = evaluate(
    [diceOf(sums), tverskyOf(sums, 0.5, 0.5), tverskyOf(sums, 1, 1), tverskyOf(sums, 0.25, 0.75)],
    lists,
    1,
  ).map(([value]) => value!);
  expect(dice).toBeCloseTo(7 / 13, 12);
  expect(even).toBeCloseTo(4 / 7, 12);
  expect(jaccard).toBeCloseTo(4 / 10, 12);
  expect(uneven).toBeCloseTo(4 / (4 + 0.25 * 2 + 0.75 * 4), 12);
});
