import { describe, expect, test } from "vitest";
import { initialValues, type OptionValues } from "../../core/options.ts";
import { optimisers } from "./index.ts";
import type { OptimiserOperations, OptimiserState } from "./optimiser.ts";

/** One weight, updated as the fused operations are specified to update it. */
function descend(
  id: string,
  options: OptionValues,
  slope: (w: number) => number,
  start: number,
  steps: number,
): readonly number[] {
  const optimiser = optimisers.get(id);
  let [w, first, second] = [start, 0, 0];
  const operations: OptimiserOperations = {
    adam(_state, { learningRate, beta1, beta2, epsilon, meanFactor, gradientFactor, squareFactor }) {
      const g = slope(w);
      first = beta1 * first + (1 - beta1) * g;
      second = beta2 * second + (1 - beta2) * g * g;
      w -= (learningRate * (meanFactor * first + gradientFactor * g)) / (Math.sqrt(squareFactor * second) + epsilon);
    },
    momentum(_state, { learningRate, momentum, isNesterov }) {
      const g = slope(w);
      first = momentum * first + g;
      w -= learningRate * (isNesterov ? g + momentum * first : first);
    },
  };
  const state = { slots: [] } as unknown as OptimiserState;
  return Array.from({ length: steps }, (_, index) => {
    optimiser.update(operations, state, { step: index + 1, learningRate: optimiser.learningRate(options) }, options);
    return w;
  });
}

describe.each(optimisers.list.map(({ id }) => id))("optimiser %s", (id) => {
  test("goes down a parabola", () => {
    const path = descend(id, { ...initialValues(optimisers.get(id).options), learningRate: 0.05 }, (w) => w, 1, 200);
    expect(Math.abs(path.at(-1)!)).toBeLessThan(0.05);
  });

  test("refuses a learning rate outside its range", () => {
    expect(() => optimisers.get(id).learningRate({ learningRate: 5 })).toThrow(/learningRate/);
  });
});

test("Nadam takes the steps that Keras takes (spec 4.6)", () => {
  const path = descend("nadam", { learningRate: 0.2 }, (w) => w, 10, 3);
  [9.78871, 9.633464, 9.489215].forEach((expected, index) => expect(path[index]).toBeCloseTo(expected, 5));
});

test("Adam's first step is the learning rate, whatever the slope", () => {
  expect(descend("adam", { learningRate: 0.1 }, () => 1e-3, 1, 1)[0]).toBeCloseTo(0.9, 4);
});

test("momentum adds up: 0.9 of the last step, plus the slope", () => {
  expect(descend("sgd", { learningRate: 0.1, momentum: 0.9 }, () => 1, 0, 3)).toEqual([
    -0.1,
    expect.closeTo(-0.29),
    expect.closeTo(-0.561),
  ]);
});
