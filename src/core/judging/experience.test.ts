import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AROUND_STEPS, aroundSteps, withTraining, type TimedTraining } from "./experience.ts";
import { asIfAlone, stepsSeconds, trialSeconds } from "./prediction.ts";

const seconds = fc.double({ min: 0.1, max: 1e4, noNaN: true });
const training = fc.record({ predicted: seconds, took: seconds });

describe("how much longer a training takes than its steps", () => {
  test("is a guess before any has ended", () => {
    expect(aroundSteps(10)).toBeCloseTo(AROUND_STEPS);
    expect(aroundSteps(10, [])).toBeCloseTo(AROUND_STEPS);
  });

  test("lies between the guess and what those before it took", () => {
    fc.assert(
      fc.property(seconds, fc.array(training), (predicted, timed) => {
        const ratios = [AROUND_STEPS, ...timed.map((one) => one.took / one.predicted)];
        const found = aroundSteps(predicted, timed);
        expect(found).toBeGreaterThanOrEqual(Math.min(...ratios) * (1 - 1e-9));
        expect(found).toBeLessThanOrEqual(Math.max(...ratios) * (1 + 1e-9));
      }),
    );
  });

  test("comes within a quarter of the truth after two trainings of that size, whatever others took", () => {
    fc.assert(
      fc.property(seconds, fc.double({ min: 1, max: 4, noNaN: true }), (predicted, factor) => {
        const alike = [1.2, 0.8].map((size) => ({ predicted: predicted * size, took: predicted * size * factor }));
        const others = [100, 0.01].map((size) => ({ predicted: predicted * size, took: predicted * size * 9 }));
        expect(aroundSteps(predicted, [...others, ...alike]) / factor).toBeGreaterThan(0.8);
        expect(aroundSteps(predicted, [...others, ...alike]) / factor).toBeLessThan(1.25);
      }),
    );
  });

  test("is learnt from the latest trainings, and not from those that tell nothing", () => {
    const ended = Array.from({ length: 40 }, (_, at): TimedTraining => ({ predicted: 1, took: at + 1 }));
    const known = ended.reduce<readonly TimedTraining[]>(withTraining, []);
    expect(known.map(({ took }) => took)).toEqual(Array.from({ length: 32 }, (_, at) => at + 9));
    expect(withTraining(known, { predicted: 0, took: 4 })).toBe(known);
    expect(withTraining(known, { predicted: 2, took: Infinity })).toBe(known);
  });
});

const speed = { overheadSeconds: 0.01, multiplyAddsPerSecond: 1e10, bytesPerSecond: 1e9 };
const cost = { parameters: 1, multiplyAdds: 1e7, trainingBytes: 8e6 };
const recipe = { batch: 8, steps: 100, evaluateEvery: 10, patch: [1, 64, 64] } as const;

test("a share that is scored between the first and the last evaluation takes its share of their time", () => {
  const steps = stepsSeconds(cost, { ...recipe, evaluateEvery: 100 }, 0, speed);
  const whole = stepsSeconds(cost, { ...recipe, evaluateEvery: 100 }, 4096 * 50, speed) - steps;
  const secondsOf = (scoredShare?: number) =>
    (stepsSeconds(cost, { ...recipe, ...(scoredShare !== undefined && { scoredShare }) }, 4096 * 50, speed) - steps) /
    whole;
  expect(secondsOf()).toBeCloseTo(10);
  expect(secondsOf(0.25)).toBeCloseTo(2 + 8 * 0.25);
});

test("a trial takes what its steps and evaluations take, and what those before it took around them", () => {
  const alone = stepsSeconds(cost, recipe, 4096, speed);
  expect(trialSeconds(cost, recipe, 4096, speed)).toBeCloseTo(AROUND_STEPS * alone);
  const timed = Array.from({ length: 32 }, () => ({ predicted: alone, took: 3 * alone }));
  expect(trialSeconds(cost, recipe, 4096, { ...speed, timed }) / alone).toBeCloseTo(3, 1);
});

test("beside others a training takes longer than alone", () => {
  expect(asIfAlone(10, 1)).toBe(10);
  expect(asIfAlone(10, 2)).toBeCloseTo(8.5);
});
