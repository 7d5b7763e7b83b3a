import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../core/random.ts";
import { seededStreams } from "../../core/strategy/runStrategy.ts";
import { strategies } from "../strategies/index.ts";
import { testFunctions } from "./index.ts";
import { runOnFunction } from "./runOnFunction.ts";
import { bestSoFar } from "./summary.ts";
import { functionSpace } from "./testFunction.ts";

describe.each(testFunctions.list.map(({ id }) => id))("function %s", (id) => {
  const testFunction = testFunctions.get(id);

  test("reaches its minimum at its minima and nowhere lower", () => {
    for (const x of testFunction.minima) expect(testFunction.value(x)).toBeCloseTo(testFunction.minimum, 6);
    const axis = ([low, high]: readonly [number, number]) => fc.double({ min: low, max: high, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(...testFunction.bounds.map(axis)),
        (x) => testFunction.value(x) >= testFunction.minimum - 1e-6,
      ),
      { numRuns: 500 },
    );
  });

  test("is a box whose members are its points", () => {
    const { views } = functionSpace(testFunction);
    const x = views.random.sample(createRandom(1));
    expect(views.vector!.toVector(views.vector!.fromVector(x))).toEqual(x);
    x.forEach((value, axis) =>
      expect(value >= testFunction.bounds[axis]![0] && value < testFunction.bounds[axis]![1]).toBe(true),
    );
  });
});

/** Lowest value of the initial design of blackbox alone, above the minimum (spec 1.6). */
test.each([
  ["readme-quadratic", 12, 3.86],
  ["branin", 30, 2.08],
  ["hartmann-3", 30, 0.334],
])("%i points of the R-sequence come within a known gap of the minimum of %s", (id, budget, gap) => {
  const testFunction = testFunctions.get(id);
  const steps = [
    ...runOnFunction({
      strategy: strategies.get("r-sequence"),
      options: {},
      testFunction,
      budget,
      streams: seededStreams(1),
    }),
  ];
  expect(Math.min(...steps.map(({ value }) => value)) - testFunction.minimum).toBeCloseTo(gap, 2);
});

test("a first point can be placed, and noise is the same at every run", () => {
  const testFunction = testFunctions.get("sphere-2d");
  const run = (noise: number) => [
    ...runOnFunction({
      strategy: strategies.get("crs"),
      options: { population: 5 },
      testFunction,
      budget: 12,
      streams: seededStreams(4),
      first: [1, 2],
      noise,
    }),
  ];
  expect(run(0)[0]).toMatchObject({ x: [1, 2], value: 5, reason: { text: "Placed by hand." } });
  expect(run(0.5)).toEqual(run(0.5));
  expect(run(0.5)[0]!.value).not.toBe(5);
});

test("the best so far never rises", () => {
  expect(bestSoFar([3, 4, 1, 2])).toEqual([3, 3, 1, 1]);
});
