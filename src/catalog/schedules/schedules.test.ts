import { describe, expect, test } from "vitest";
import { initialValues } from "../../core/options.ts";
import { schedules } from "./index.ts";

describe.each(schedules.list.map(({ id }) => id))("schedule %s", (id) => {
  test("begins with the whole rate and never rises", () => {
    const schedule = schedules.get(id);
    const factors = Array.from({ length: 101 }, (_, done) => schedule.factor({ done, steps: 100 }, initialValues(schedule.options)));
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
