import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OptionValues } from "../../core/options.ts";
import { schedules } from "./index.ts";
import { scheduleOver } from "./laidOut.ts";

const factorOf = (id: string, done: number, steps: number, options: OptionValues = {}) =>
  schedules.get(id).factor({ done, steps }, options);

describe("the cosine", () => {
  test("is what the paper's equation 5 gives at quarters: 1, 0.854, 0.5, 0.146, 0", () =>
    [1, (2 + Math.SQRT2) / 4, 0.5, (2 - Math.SQRT2) / 4, 0].forEach((expected, quarter) =>
      expect(factorOf("cosine", 25 * quarter, 100)).toBeCloseTo(expected, 12),
    ));

  test("stays at its floor after the last step, and does not rise again", () => {
    for (const done of [100, 101, 150, 200, 1000])
      expect(factorOf("cosine", done, 100, { floor: 0.2 })).toBeCloseTo(0.2, 12);
  });

  test("is symmetric about its middle", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (steps, at) => {
        const done = at % (steps + 1);
        expect(factorOf("cosine", done, steps) + factorOf("cosine", steps - done, steps)).toBeCloseTo(1, 10);
      }),
    ));
});

describe("the staircase", () => {
  test("goes down by its factor at every stair, whatever the number of steps is", () => {
    const options = { rate: 0.5, decaySteps: 2.5 };
    for (const steps of [1, 100])
      expect([0, 1, 2, 3, 4, 5, 7, 8].map((done) => factorOf("staircase", done, steps, options))).toEqual([
        1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125,
      ]);
  });

  test("of the factor 1 is constant", () =>
    fc.assert(
      fc.property(fc.nat(1e6), (done) => {
        expect(factorOf("staircase", done, 1e6, { rate: 1 })).toBe(factorOf("constant", done, 1e6));
      }),
    ));
});

describe("the cosine with restarts", () => {
  const plain = { epoch: 1, period: 4, growth: 2, held: 1000, floor: 0 };

  test("restarts after periods of 4, 8 and 16 epochs", () => {
    const ups = Array.from({ length: 40 }, (_, epoch) => epoch).filter(
      (epoch) =>
        epoch > 0 && factorOf("warm-restarts", epoch, 1, plain) > factorOf("warm-restarts", epoch - 1, 1, plain),
    );
    expect(ups).toEqual([4, 12, 28]);
    for (const epoch of ups) expect(factorOf("warm-restarts", epoch, 1, plain)).toBe(1);
  });

  test("is half-way down in the middle of each period", () => {
    for (const middle of [2, 8, 20]) expect(factorOf("warm-restarts", middle, 1, plain)).toBeCloseTo(0.5, 12);
  });

  test("decays by whole epochs once it has been held", () => {
    const options = { ...plain, period: 1, growth: 1, held: 2, decay: 0.5 };
    expect([0, 1, 2, 3, 4, 5].map((epoch) => factorOf("warm-restarts", epoch, 1, options))).toEqual([
      1, 1, 1, 0.5, 0.25, 0.125,
    ]);
  });

  test("never leaves the range from its floor to 1", () =>
    fc.assert(
      fc.property(fc.nat(20_000), fc.double({ min: 0, max: 1, noNaN: true }), (done, floor) => {
        const factor = factorOf("warm-restarts", done, 1, { floor });
        expect(factor).toBeGreaterThanOrEqual(floor - 1e-12);
        expect(factor).toBeLessThanOrEqual(1);
      }),
    ));

  test("is laid out so that a training ends before its third period, at its lowest rate", () => {
    for (const steps of [300, 600, 3000]) {
      const { options } = scheduleOver("warm-restarts", steps);
      expect(options).toEqual({ epoch: steps / 30, period: 10 });
      const factors = Array.from({ length: steps }, (_, done) => factorOf("warm-restarts", done, steps, options));
      expect(Math.min(...factors)).toBe(factors.at(-1));
      expect(factors.filter((factor) => factor === 1)).toHaveLength(2);
    }
    expect(scheduleOver("warm-restarts", 3).options).toEqual({ epoch: 1, period: 1 });
  });

  test("never restarts just before a training of any length ends: its last steps are of a low rate", () =>
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 20_000 }), (steps) => {
        const { options } = scheduleOver("warm-restarts", steps);
        const factorAt = (done: number) => factorOf("warm-restarts", done, steps, options);
        expect(factorAt(steps - 1)).toBeLessThan(0.08);
        // Falling over the last third.
        expect(factorAt(steps - 1)).toBeLessThanOrEqual(factorAt(Math.floor(0.7 * steps)));
      }),
      { examples: [[400], [100], [31], [449]] },
    ));
});

test("only a schedule whose options depend on the number of steps is laid out", () => {
  for (const id of ["constant", "staircase", "cosine"]) expect(scheduleOver(id, 500)).toEqual({ id, options: {} });
});

test("options outside their range are refused by name", () => {
  expect(() => factorOf("cosine", 0, 1, { floor: 2 })).toThrow(/floor/);
  expect(() => factorOf("staircase", 0, 1, { decaySteps: 0 })).toThrow(/decaySteps/);
  expect(() => factorOf("constant", 0, 1, { floor: 0 })).toThrow(/no option "floor"/);
});
