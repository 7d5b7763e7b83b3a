import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkedValues, choice, float, initialValues, int, toggle, withOption, type Option } from "./options.ts";

const options = {
  population: int("Population", 2, 200, 30),
  rate: float("Rate", 1e-5, 0.5, 1e-3, { log: true }),
  order: choice("Order", ["first", "last"], "first"),
  isGreedy: toggle("Greedy", false),
} as const;

const anyOption: fc.Arbitrary<Option> = fc.oneof(
  fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.nat(50), fc.nat(50))
    .map(([low, a, b]) => int("", low, low + a + b, low + a)),
  fc
    .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([low, width]) => float("", low, low + width, low)),
  fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 }).map((words) => choice("", words, words[0]!)),
  fc.boolean().map((initial) => toggle("", initial)),
);

describe("options", () => {
  test("that are not given have their initial values, and given ones theirs", () => {
    expect(checkedValues("crs", options, {})).toEqual({ population: 30, rate: 1e-3, order: "first", isGreedy: false });
    expect(checkedValues("crs", options, { order: "last", population: 2 })).toEqual({
      ...initialValues(options),
      order: "last",
      population: 2,
    });
  });

  test.each([
    [{ population: 2.5 }, "crs.population is 2.5; it must be a whole number from 2 to 200"],
    [{ population: 1 }, "crs.population is 1; it must be a whole number from 2 to 200"],
    [{ population: "30" }, 'crs.population is "30"; it must be a whole number from 2 to 200'],
    [{ rate: NaN }, "crs.rate is null; it must be a number from 0.00001 to 0.5"],
    [{ rate: 0.6 }, "crs.rate is 0.6; it must be a number from 0.00001 to 0.5"],
    [{ order: "middle" }, 'crs.order is "middle"; it must be one of first, last'],
    [{ isGreedy: 1 }, "crs.isGreedy is 1; it must be true or false"],
    [{ toString: 30 }, 'crs has no option "toString"; it has population, rate, order, isGreedy'],
    [{ popluation: 30 }, 'crs has no option "popluation"; it has population, rate, order, isGreedy'],
  ])("refuse %j by name, and say what would do", (values, message) => {
    expect(() => checkedValues("crs", options, values)).toThrow(message);
  });

  test("an item without any says so", () => {
    expect(() => checkedValues("random", {}, { rate: 1 })).toThrow('random has no option "rate"; it has none');
  });

  test("what was checked once is whole, and passes again unchanged", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((name) => name !== "__proto__"),
          anyOption,
        ),
        (set) => {
          const values = checkedValues("any", set, {});
          expect(Object.keys(values)).toEqual(Object.keys(set));
          expect(checkedValues("any", set, values)).toEqual(values);
        },
      ),
    );
  });

  test("one is changed beside the others", () => {
    const before = { id: "crs", options: { population: 30, rate: 0.1 } };
    expect(withOption(before, "rate", 0.2)).toEqual({ id: "crs", options: { population: 30, rate: 0.2 } });
    expect(before.options.rate).toBe(0.1);
  });
});
