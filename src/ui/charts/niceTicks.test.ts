import fc from "fast-check";
import { expect, test } from "vitest";
import { logTicks, ticksTo } from "./niceTicks.ts";

test("ticks of a linear axis begin at 0, are few and round, and end above the largest value", () => {
  expect(ticksTo(0.36, 0.1)).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
  expect(ticksTo(0.133, 0.1)).toEqual([0, 0.05, 0.1, 0.15]);
  expect(ticksTo(-Infinity, 0.1)).toEqual([0, 0.025, 0.05, 0.075, 0.1]);
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (most) => {
      const ticks = ticksTo(most, 1e-6);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(ticks.at(-1)!).toBeGreaterThanOrEqual(most * (1 - 1e-9));
    }),
  );
});

test("ticks of a logarithmic axis lie within it: powers of ten where it is long, what lies between where it is short", () => {
  expect(logTicks(4000, 400_000)).toEqual([10_000, 30_000, 100_000, 300_000]);
  expect(logTicks(8000, 30_000)).toEqual([10_000, 20_000]);
  expect(logTicks(1, 1e6).length).toBeLessThanOrEqual(5);
});
