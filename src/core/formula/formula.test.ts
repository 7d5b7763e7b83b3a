import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate } from "./evaluate.ts";
import { add, atLeast, divide, given, log, mean, multiply, power, subtract, total, type Term } from "./formula.ts";
import { slopesOf } from "./slopes.ts";

const [x, y] = [given(0), given(1)];

test("a formula of worked-out numbers", () => {
  const dice = divide(add(multiply(2, x), 1), add(y, 1));
  expect([
    ...evaluate(
      [dice],
      [
        [1, 3],
        [5, 6],
      ],
      2,
    )[0]!,
  ]).toEqual([0.5, 1]);
  expect([
    ...evaluate(
      [subtract(1, mean(dice))],
      [
        [1, 3],
        [5, 6],
      ],
      2,
    )[0]!,
  ]).toEqual([0.25]);
  expect([...evaluate([total(atLeast(x, 2))], [[1, 3]], 2)[0]!]).toEqual([5]);
});

test("the slope of a mean is shared by the classes, that of a common factor is a sum over them", () => {
  expect([...evaluate(slopesOf(mean(x), 1), [[4, 9]], 2)[0]!]).toEqual([0.5]);
  const normed = total(multiply(x, divide(y, total(y))));
  expect([
    ...evaluate(
      slopesOf(normed, 1),
      [
        [4, 9],
        [1, 3],
      ],
      2,
    )[0]!,
  ]).toEqual([0.25, 0.75]);
});

/** Formulas whose lists stay above 0. */
const term: fc.Arbitrary<Term> = fc.letrec<{ readonly term: Term }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Term>(x, y, { kind: "number", value: 2 }, { kind: "classes" }),
    fc.tuple(tie("term"), tie("term")).map(([one, other]) => add(one, other)),
    fc.tuple(tie("term"), tie("term")).map(([one, other]) => multiply(one, other)),
    fc.tuple(tie("term"), tie("term")).map(([one, other]) => divide(one, other)),
    tie("term").map((of) => log(add(of, 1.5))),
    tie("term").map((of) => power(of, 0.6)),
    tie("term").map((of) => atLeast(of, 1.1)),
    tie("term").map(total),
  ),
})).term;

test("slopes are those of finite differences", () => {
  const list = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(term, list, list, (of, first, second) => {
      const value = mean(of);
      const lists = [first, second];
      const valueAt = (changed: readonly (readonly number[])[]) => evaluate([value], changed, 3)[0]![0]!;
      const slopes = evaluate(slopesOf(value, 2), lists, 3);
      lists.forEach((list, index) =>
        list.forEach((_, c) => {
          const moved = (step: number) =>
            valueAt(lists.map((one, at) => one.map((number, k) => (at === index && k === c ? number + step : number))));
          const [left, right] = [(valueAt(lists) - moved(-1e-6)) / 1e-6, (moved(1e-6) - valueAt(lists)) / 1e-6];
          const slope = slopes[index]![slopes[index]!.length === 1 ? 0 : c]!;
          const size = 1e-3 * Math.max(1, Math.abs(valueAt(lists)), Math.abs(slope));
          // At the bend of a limit the slope is one of the two sides.
          expect(Math.min(Math.abs(slope - left), Math.abs(slope - right))).toBeLessThan(size);
        }),
      );
    }),
    { seed: 42, numRuns: 200 },
  );
});
