import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runStrategy, seededStreams } from "../../../core/strategy/runStrategy.ts";
import { createRandom } from "../../../core/random.ts";
import type { Told } from "../../../core/strategy/strategy.ts";
import { boxViews } from "../../boxViews.ts";
import { testFunctions } from "../../testFunctions/index.ts";
import { runOnFunction } from "../../testFunctions/runOnFunction.ts";
import { functionSpace } from "../../testFunctions/testFunction.ts";
import { medianOf } from "../../../core/statistics.ts";
import { distance } from "../box.ts";
import { rSequencePoint } from "../designs.ts";
import blackbox from "./blackbox.ts";
import { descend } from "./descend.ts";
import { ballVolume, exclusionRadius, planOf } from "./plan.ts";
import { scalingOf } from "./scaling.ts";
import { fitSurrogate, gradientAt, valueAt } from "./surrogate.ts";
import { surrogateValues } from "./values.ts";

const half = (trials: number, batch: number) => planOf(trials, { batch, initial: 0 });

describe("plan (spec 1.6)", () => {
  test.each([
    [20, 4, 12, 8],
    [100, 10, 50, 50],
    [60, 5, 30, 30],
    [21, 4, 12, 12],
  ])("a budget of %i in batches of %i: %i initial, %i subsequent", (trials, batch, initial, subsequent) => {
    expect(half(trials, batch)).toEqual({ initial, subsequent, batch });
  });

  test("the initial part can be named, as the first generation takes it", () => {
    expect(planOf(40, { batch: 4, initial: 18 })).toEqual({ initial: 20, subsequent: 20, batch: 4 });
  });

  test("rounding twice changes nothing", () => {
    const rounded = (trials: number, batch: number) => blackbox.budgetFor!(trials, { batch });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 20 }), (trials, batch) => {
        expect(rounded(rounded(trials, batch), batch)).toBe(rounded(trials, batch));
        expect(rounded(trials, batch) - trials).toBeLessThan(batch);
      }),
    );
  });

  test("volumes of the unit ball in 1 to 8 dimensions", () => {
    [2, 3.141593, 4.18879, 4.934802, 5.263789, 5.167713, 4.724766, 4.058712].forEach((volume, index) =>
      expect(ballVolume(index + 1)).toBeCloseTo(volume, 5),
    );
  });

  test.each([
    [20, 4, 2, 0.115165, 0.065292],
    [100, 10, 7, 0.414902, 0.353595],
    [60, 5, 2, 0.072837, 0.041321],
  ])(
    "radius for budget %i, batch %i, %i dimensions: %f first, %f in the middle, 0 last",
    (trials, batch, dimensions, first, middle) => {
      const plan = half(trials, batch);
      const radius = (call: number) => exclusionRadius(plan, dimensions, call, { density: 0.5, decay: 1 });
      expect(radius(0)).toBeCloseTo(first, 5);
      expect(radius(plan.subsequent / 2)).toBeCloseTo(middle, 5);
      expect(radius(plan.subsequent - 1)).toBe(0);
      for (let call = 1; call < plan.subsequent; call++) expect(radius(call)).toBeLessThan(radius(call - 1));
    },
  );
});

describe("surrogate (spec 1.6)", () => {
  test("goes through 0, 1, 0 at 0, ½, 1 with known weights", () => {
    const surrogate = fitSurrogate([[0], [0.5], [1]], [0, 1, 0]);
    [-2, 4, -2].forEach((weight, index) => expect(surrogate.weights[index]).toBeCloseTo(weight, 9));
    expect(surrogate.slope[0]).toBeCloseTo(0, 9);
    expect(surrogate.offset).toBeCloseTo(1.5, 9);
    expect(valueAt(surrogate, [0.25])).toBeCloseTo(0.6875, 9);
    expect(valueAt(surrogate, [0.75])).toBeCloseTo(0.6875, 9);
  });

  const cloud = fc.record({
    seed: fc.integer(),
    dimensions: fc.integer({ min: 1, max: 7 }),
    extra: fc.integer({ min: 2, max: 20 }),
  });
  const drawn = ({ seed, dimensions, extra }: { seed: number; dimensions: number; extra: number }) => {
    const random = createRandom("cloud", seed);
    const skipped = random.int(0, 1000);
    const points = Array.from({ length: dimensions + extra }, (_, index) =>
      rSequencePoint(skipped + index, dimensions),
    );
    return { random, points };
  };

  test("interpolates, with weights that are blind to affine functions", () => {
    fc.assert(
      fc.property(cloud, (shape) => {
        const { random, points } = drawn(shape);
        const values = points.map(() => random.normal());
        const surrogate = fitSurrogate(points, values);
        points.forEach((point, index) =>
          expect(Math.abs(valueAt(surrogate, point) - values[index]!)).toBeLessThan(1e-8),
        );
        const size = Math.max(1, ...surrogate.weights.map(Math.abs));
        expect(Math.abs(surrogate.weights.reduce((sum, weight) => sum + weight, 0)) / size).toBeLessThan(1e-8);
        for (let axis = 0; axis < shape.dimensions; axis++)
          expect(
            Math.abs(surrogate.weights.reduce((sum, weight, index) => sum + weight * points[index]![axis]!, 0)) / size,
          ).toBeLessThan(1e-8);
      }),
      { numRuns: 50 },
    );
  });

  test("reproduces an affine function without any radial part", () => {
    const { points } = drawn({ seed: 3, dimensions: 3, extra: 12 });
    const surrogate = fitSurrogate(
      points,
      points.map(([x, y, z]) => 2 * x! - y! + 0.5 * z! + 4),
    );
    expect(Math.max(...surrogate.weights.map(Math.abs))).toBeLessThan(1e-9);
    expect(surrogate.offset).toBeCloseTo(4, 9);
  });

  test("its gradient agrees with differences, scaled or not", () => {
    const { random, points } = drawn({ seed: 5, dimensions: 2, extra: 8 });
    const values = points.map(() => random.normal());
    for (const scaling of [
      null,
      [
        [0.8, 0.1],
        [-0.3, 0.5],
      ],
    ]) {
      const surrogate = fitSurrogate(points, values, scaling);
      points.forEach((point, index) => expect(valueAt(surrogate, point)).toBeCloseTo(values[index]!, 7));
      const x = [0.31, 0.64];
      const difference = (axis: number) =>
        (valueAt(surrogate, x.with(axis, x[axis]! + 1e-6)) - valueAt(surrogate, x.with(axis, x[axis]! - 1e-6))) / 2e-6;
      gradientAt(surrogate, x).forEach((slope, axis) => expect(slope).toBeCloseTo(difference(axis), 4));
    }
  });

  test("two values at one point give the least-squares fit, and it says so", () => {
    const surrogate = fitSurrogate(
      [
        [0.2, 0.2],
        [0.2, 0.2],
        [0.8, 0.3],
        [0.5, 0.9],
      ],
      [0, 1, 1, 1],
    );
    expect(surrogate.isApproximate).toBe(true);
    expect(valueAt(surrogate, [0.2, 0.2])).toBeCloseTo(0.5, 1);
    expect(
      fitSurrogate(
        [
          [0, 0],
          [1, 0],
          [0, 1],
        ],
        [1, 2, 3],
      ).isApproximate,
    ).toBe(false);
  });

  test("the first generation measures distances by the spread of the good region", () => {
    const points = Array.from({ length: 25 }, (_, index) => [(index % 5) / 4, Math.floor(index / 5) / 4]);
    const valley = fitSurrogate(
      points,
      points.map(([x, y]) => (x! - 0.5) ** 2 + 0.01 * (y! - 0.5) ** 2),
    );
    const scaling = scalingOf(valley, createRandom(1))!;
    const stretch = (v: readonly number[]) => Math.hypot(...scaling.map((row) => row[0]! * v[0]! + row[1]! * v[1]!));
    expect(Math.hypot(...scaling.flat())).toBeCloseTo(1, 9);
    expect(stretch([1, 0])).toBeGreaterThan(3 * stretch([0, 1]));
  });
});

describe("descent", () => {
  const bowl = fitSurrogate(
    [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
      [0.5, 0.5],
    ],
    [1, 1, 1, 1, 0],
  );

  test("ends in the minimum, or on the edge of what is allowed", () => {
    expect(distance(descend(bowl, [], 0, createRandom(1)).end, [0.5, 0.5])).toBeLessThan(1e-3);
    const { end, slack } = descend(bowl, [[0.5, 0.5]], 0.2, createRandom(1));
    expect(distance(end, [0.5, 0.5])).toBeCloseTo(0.2, 3);
    expect(slack).toBeGreaterThan(-1e-5);
  });

  test("takes the place farthest from all points when the cube is covered", () => {
    const { end, slack } = descend(
      bowl,
      [
        [0, 0],
        [1, 0],
        [0, 1],
      ],
      2,
      createRandom(1),
    );
    expect(slack).toBeLessThan(-0.5);
    expect(distance(end, [1, 1])).toBeLessThan(0.4);
  });
});

test("failures have the values of spec 1.7", () => {
  const told = (status: Told["status"], value: number | null): Told => ({ index: 0, genotype: [], status, value });
  expect(
    surrogateValues([
      told("finished", 0.4),
      told("pruned", 0.8),
      told("outOfMemory", null),
      told("failed", null),
      told("finished", NaN),
    ]),
  ).toEqual([0.4, 0.8, 0.8 + 0.05, 1, 1]);
  expect(surrogateValues([told("failed", null), told("outOfMemory", null)])).toEqual([1, 1.05]);
});

describe("strategy", () => {
  const branin = testFunctions.get("branin");
  const space = functionSpace(branin);
  const run = {
    strategy: blackbox,
    options: { batch: 5 },
    testFunction: branin,
    budget: 60,
    streams: seededStreams(1),
    sideBySide: 5,
  };
  const numbers = (step: { readonly reason: { readonly numbers?: Readonly<Record<string, number | string>> } }) =>
    step.reason.numbers!;

  test("keeps its distance from all points before, with a radius that ends at 0, and says so", () => {
    const steps = [...runOnFunction(run)];
    expect(steps).toHaveLength(60);
    const unit = steps.map(({ x: [x, y] }) => [(x! + 5) / 15, y! / 15]);
    steps.slice(30).forEach((step, call) => {
      const nearest = Math.min(...unit.slice(0, 30 + call).map((point) => distance(point, unit[30 + call]!)));
      expect(nearest).toBeGreaterThanOrEqual((numbers(step).radius as number) - 1e-5);
      expect(numbers(step).slack).toBeCloseTo(nearest - (numbers(step).radius as number), 6);
      expect(step.reason.text).toMatch(/surrogate expects/);
      expect(step.reason.points!.start).toHaveLength(2);
    });
    expect(numbers(steps.at(-1)!)).toMatchObject({ phase: "subsequent", batch: 12, radius: 0 });
    expect(numbers(steps[4]!)).toEqual({ phase: "initial", batch: 1 });
  });

  test("the order in which a batch ends does not change what comes next", () => {
    const steps = [...runOnFunction({ ...run, budget: 40 })];
    const told = steps.map(({ index, x, value }): Told => ({ index, genotype: x, status: "finished", value }));
    const next = (order: readonly Told[]) =>
      blackbox.ask(
        order.reduce((memory, one) => blackbox.tell(memory, one), blackbox.begin()),
        {
          space: space,
          options: { batch: 5 },
          proposed: steps.slice(0, 25).map(({ x }) => x),
          byHand: 0,
          budget: 40,
          random: createRandom(9),
          shared: createRandom(8),
        },
      );
    const inOrder = told.slice(0, 25);
    fc.assert(
      fc.property(fc.shuffledSubarray(inOrder, { minLength: 25 }), (order) => {
        expect(next(order)).toEqual(next(inOrder));
      }),
      { numRuns: 10 },
    );
    expect(next(inOrder.slice(1))).toBeNull();
  });

  test.each([
    ["zero everywhere", () => ({ status: "finished" as const, value: 0 })],
    ["the same everywhere", () => ({ status: "finished" as const, value: 3 })],
    ["failing everywhere", () => ({ status: "failed" as const, value: null })],
    [
      "failing now and then",
      (_: unknown, index: number) =>
        index % 3 === 0
          ? { status: "outOfMemory" as const, value: null }
          : { status: "finished" as const, value: index / 30 },
    ],
  ])("spends its whole budget on a function %s", (_name, evaluate) => {
    const steps = [
      ...runStrategy(
        {
          strategy: blackbox,
          options: { batch: 4 },
          space: space,
          budget: 22,
          streams: seededStreams(2),
          sideBySide: 4,
        },
        evaluate,
      ),
    ];
    expect(steps).toHaveLength(24);
    for (const { genotype } of steps)
      (genotype as readonly number[]).forEach((value) => expect(Number.isFinite(value)).toBe(true));
  });

  test("makes exactly the planned calls, inside the box, each at its distance or saying that there was no room", () => {
    const shape = fc.record({
      dimensions: fc.integer({ min: 1, max: 5 }),
      batch: fc.integer({ min: 1, max: 6 }),
      budget: fc.integer({ min: 16, max: 40 }),
      density: fc.constantFrom(0.05, 0.5, 1),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(shape, ({ dimensions, batch, budget, density, seed }) => {
        const views = boxViews(
          Array.from({ length: dimensions }, (_, axis) => ({
            name: `x${axis}`,
            label: `x${axis}`,
            low: -1 - axis,
            high: 2,
            isFloored: false,
          })),
        );
        const rough = createRandom("values", seed);
        const steps = [
          ...runStrategy(
            {
              strategy: blackbox,
              options: { batch, density },
              space: { id: "box", views, illegality: () => null },
              budget,
              streams: seededStreams(seed),
              sideBySide: batch,
            },
            () => ({ status: "finished", value: rough.normal() }),
          ),
        ];
        expect(steps).toHaveLength(Math.ceil(budget / batch) * batch);
        const unit = steps.map(({ genotype }) =>
          (genotype as readonly number[]).map((value, axis) => (value + 1 + axis) / (3 + axis)),
        );
        expect(unit.flat().every((value) => value >= -1e-12 && value <= 1 + 1e-12)).toBe(true);
        steps.forEach(({ reason }, index) => {
          if (reason.numbers!.phase === "initial") return;
          const nearest = Math.min(...unit.slice(0, index).map((point) => distance(point, unit[index]!)));
          if (nearest < (reason.numbers!.radius as number) - 1e-5) expect(reason.text).toMatch(/leave no room/);
        });
      }),
      { numRuns: 25 },
    );
  });

  test("the first generation starts from a Latin hypercube and finds its way too", () => {
    const steps = [...runOnFunction({ ...run, options: { batch: 5, generation: "A" }, budget: 40 })];
    expect(new Set(steps.slice(0, 20).map(({ x }) => x[0])).size).toBe(20);
    expect(Math.min(...steps.map(({ value }) => value))).toBeLessThan(2);
  });

  test("refuses budgets that leave nothing to fit or to search with", () => {
    const start = (budget: number, options = {}) => [
      ...runOnFunction({ ...run, options, budget, testFunction: testFunctions.get("sphere-5d") }),
    ];
    expect(() => start(8)).toThrow(/4 initial points; a surrogate over 5 numbers needs at least 6/);
    expect(() => start(12, { batch: 1, initial: 11 })).toThrow(/leaves 1 trials after the 11 initial points/);
  });

  test.each([
    ["branin", 60, 5, 0.02, 0.2],
    ["hartmann-3", 60, 5, 0.06, Infinity],
    ["readme-quadratic", 20, 4, 2e-3, Infinity],
  ])(
    "gap on %s after %i evaluations in batches of %i over 20 seeds: median at most %f",
    (id, budget, batch, expected, most) => {
      const testFunction = testFunctions.get(id);
      const gaps = Array.from(
        { length: 20 },
        (_, seed) =>
          Math.min(
            ...[
              ...runOnFunction({
                ...run,
                testFunction,
                budget,
                options: { batch },
                sideBySide: batch,
                streams: seededStreams(seed),
              }),
            ].map(({ value }) => value),
          ) - testFunction.minimum,
      );
      expect(medianOf(gaps)).toBeLessThanOrEqual(expected);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(most);
    },
  );
});
