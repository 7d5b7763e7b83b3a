import { expect, test } from "vitest";
import { plans } from "../catalog/recipes/index.ts";
import { AROUND_STEPS } from "../core/judging/experience.ts";
import { planSeconds } from "./quickStart.ts";

const device = {
  id: "simd",
  label: "SIMD",
  overheadSeconds: 0.01,
  multiplyAddsPerSecond: 1e10,
  bytesPerSecond: 1e9,
  slots: 1,
  isFallback: false,
  firstStepSeconds: 0,
} as const;
const cost = { parameters: 1, multiplyAdds: 1e7, trainingBytes: 8e6 };
const sample = { shape: [24, 256, 256] } as const;

test("a plan takes its steps, its evaluations and a baseline, shared among the slots", () => {
  const stepsOfOne = 100 * (0.01 + (1e7 * 8 * 3) / 1e10 + 8e6 / 1e9);
  // Of 24 slices three validate, as the parts are two apart.
  // The first and the last evaluation are of all of them, the two between of a share.
  const whole = 2 + 2 * plans.get("taste").recipe.scoredShare!;
  const evaluationsOfOne = whole * 48 * (1e7 / 1e10 + 8e6 / 8 / 2 / 1e9);
  const expected = 9 * AROUND_STEPS * (stepsOfOne + evaluationsOfOne);
  expect(planSeconds(plans.get("taste"), cost, sample, device)).toBeCloseTo(expected);
  expect(planSeconds(plans.get("taste"), cost, sample, { ...device, slots: 2 })).toBeCloseTo(expected / (2 * 0.85));
});
