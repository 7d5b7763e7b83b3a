import { expect, test } from "vitest";
import { summedFactor, summedLog } from "./penaltyUnits.ts";

test("a penalty on the mean loss is 4.5 decades larger on the sum over 8 patches of 64 × 64 (spec 1.5, as amended)", () => {
  const recipe = { patch: [1, 64, 64], batch: 8 } as const;
  expect(summedFactor(recipe)).toBe(32_768);
  expect(summedLog(-15.5, recipe)).toBeCloseTo(-11, 1);
  expect(summedLog(-7.5, recipe)).toBeCloseTo(-3, 1);
});
