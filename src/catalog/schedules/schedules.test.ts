import { describe, expect, test } from "vitest";
import { initialValues } from "../../core/options.ts";
import { schedules } from "./index.ts";

describe.each(schedules.list.map(({ id }) => id))("schedule %s", (id) => {
  test("begins with the whole rate and does not rise in 100 updates", () => {
    const schedule = schedules.get(id);
    const factors = Array.from({ length: 101 }, (_, done) =>
      schedule.factor({ done, steps: 100 }, initialValues(schedule.options)),
    );
    expect(factors[0]).toBe(1);
    factors.forEach((factor, index) => expect(factor).toBeLessThanOrEqual(factors[Math.max(0, index - 1)]!));
  });
});

test("the staircase goes down after 2512 and 5024 updates with its defaults (spec 1.2)", () => {
  const factor = (done: number) => schedules.get("staircase").factor({ done, steps: 10_000 }, {});
  expect([2511, 2512, 5023, 5024].map(factor)).toEqual([1, 0.75, 0.75, 0.5625]);
});

test("the cosine is half-way down in the middle and at its floor at the end", () => {
  const factor = (done: number) => schedules.get("cosine").factor({ done, steps: 100 }, { floor: 0.1 });
  expect(factor(50)).toBeCloseTo(0.55);
  expect(factor(100)).toBeCloseTo(0.1);
});

test("the cosine restarts at epochs 10, 30, 70, 150 with the rates of spec 3.6, and is the same in steps", () => {
  const rate = (epochs: number, epoch: number) =>
    0.5 * schedules.get("warm-restarts").factor({ done: epochs * epoch, steps: 1 }, { epoch });
  const expected: readonly (readonly [epochs: number, rate: number])[] = [
    [0, 0.5],
    [5, 0.2525],
    [9, 0.01711],
    [10, 0.5],
    [29, 0.00805],
    [30, 0.5],
    [50, 0.2525],
    [69, 0.00552],
    [70, 0.3338],
    [100, 0.12743],
    [150, 0.06631],
  ];
  for (const [epochs, value] of expected)
    for (const epoch of [1, 20]) expect(rate(epochs, epoch)).toBeCloseTo(value, 5);
  for (const restart of [10, 30, 70, 150]) expect(rate(restart, 20)).toBeGreaterThan(5 * rate(restart - 1, 20));
});
