import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OptionValues } from "../../../core/options.ts";
import { createRandom } from "../../../core/random.ts";
import {
  runStrategy,
  seededStreams,
  type ProposalStreams,
  type StrategyRun,
} from "../../../core/strategy/runStrategy.ts";
import type { Told } from "../../../core/strategy/strategy.ts";
import { boxViews } from "../../boxViews.ts";
import { testFunctions } from "../../testFunctions/index.ts";
import { mulberry32, mulberryStreams } from "../../testFunctions/mulberry32.ts";
import { functionSpace } from "../../testFunctions/testFunction.ts";
import { runOnFunction, type FunctionRun } from "../../testFunctions/runOnFunction.ts";
import { medianOf } from "../../../core/statistics.ts";
import { bestSoFar } from "../../testFunctions/summary.ts";
import randomSampling from "../randomSampling.ts";
import { usualPopulation } from "./population.ts";
import crs, { crsValue, drawSimplex, mirror } from "./crs.ts";
import { replayCrs } from "./replay.ts";

const branin = testFunctions.get("branin");
const run = (change: Partial<FunctionRun> = {}) => [
  ...runOnFunction({
    strategy: crs,
    options: {},
    testFunction: branin,
    budget: 300,
    streams: seededStreams(1),
    ...change,
  }),
];

describe("golden trace (spec 4.7)", () => {
  test("mulberry32", () => {
    const float = mulberry32(1);
    [0.6270739405881613, 0.002735721180215478, 0.5274470399599522].forEach((value) => expect(float()).toBe(value));
  });

  test.each([
    [1, 0.40187885384488453, 100, 46],
    [2, 0.39856195966039465, 122, 57],
    [3, 0.39995593284845476, 114, 32],
  ])("seed %i ends at %f with %i reflections and %i mutations accepted", (seed, best, reflections, mutations) => {
    const values = run({ streams: mulberryStreams(seed) }).map(({ value }) => value);
    expect(Math.abs(Math.min(...values) - best)).toBeLessThan(1e-9);
    const { acceptedReflections, acceptedMutations } = replayCrs(values, 300, { population: 30, inFlight: 1 });
    expect([acceptedReflections, acceptedMutations]).toEqual([reflections, mutations]);
  });

  test("values of seed 1", () => {
    const values = run({ streams: mulberryStreams(1) }).map(({ value }) => value);
    [9.220068773183819, 150.8271367632296, 3.186184929607027].forEach((value, index) =>
      expect(values[index]).toBeCloseTo(value, 9),
    );
    [78.69933618609411, 32.196828871079106, 2.3049258659961502].forEach((value, index) =>
      expect(values[30 + index]).toBeCloseTo(value, 9),
    );
  });
});

test("unit case: (0, 1) mirrored through (.5, 0) is (1, −1)", () => {
  expect(mirror([0.5, 0], [0, 1])).toEqual([1, -1]);
});

test("a simplex holds as many different slots as axes, never the best, and mirrors one of them", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 40 }),
      fc.nat(),
      fc.nat(),
      fc.integer(),
      (population, axes, bestSlot, seed) => {
        const [dimensions, best] = [1 + (axes % (population - 2)), bestSlot % population];
        const { drawn, mirrored } = drawSimplex(population, best, dimensions, createRandom(seed));
        expect(new Set(drawn).size).toBe(dimensions);
        expect(drawn).not.toContain(best);
        expect(drawn).toContain(mirrored);
      },
    ),
  );
});

test("illegal and too large score 10, nothing learnt −ln 1e-4, all else its value (spec 4.5)", () => {
  const value = (status: Told["status"], given: number | null = null) =>
    crsValue({ index: 0, genotype: [], status, value: given });
  expect([value("illegal"), value("outOfMemory"), value("pruned", 0.7), value("finished", 0.2)]).toEqual([
    10, 10, 0.7, 0.2,
  ]);
  expect(value("failed")).toBeCloseTo(9.2103, 4);
});

describe("invariants (spec 4.9)", () => {
  const seeds = fc.integer({ min: 0, max: 1e6 });

  test("population constant, best and worst never rise, every trial inside, the budget exact", () => {
    fc.assert(
      fc.property(
        seeds,
        fc.constantFrom("branin", "hartmann-3", "sphere-5d"),
        fc.integer({ min: 1, max: 5 }),
        (seed, id, inFlight) => {
          const testFunction = testFunctions.get(id);
          const population = 4 + testFunction.bounds.length;
          const steps = run({
            testFunction,
            options: { population, inFlight },
            budget: 120,
            sideBySide: inFlight,
            streams: seededStreams(seed),
          });
          expect(steps).toHaveLength(120);
          for (const { x } of steps)
            testFunction.bounds.forEach(([low, high], axis) => expect(x[axis]! >= low && x[axis]! <= high).toBe(true));
          const values = steps.map(({ value }) => value);
          let before = { best: Infinity, worst: Infinity };
          for (let asked = population; asked < 120; asked++) {
            const { slots, best, worst } = replayCrs(values, asked, { population, inFlight });
            expect(slots).toHaveLength(population);
            const now = { best: values[slots[best]!]!, worst: values[slots[worst]!]! };
            expect(now.best <= before.best && now.worst <= before.worst).toBe(true);
            before = now;
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  test("the same seed gives the same trace, killed at any evaluation or not", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 79 }), (seed, cut) => {
        const whole = run({ budget: 80, streams: seededStreams(seed) });
        const history = whole
          .slice(0, cut)
          .map(({ index, x, value, reason }) => ({ index, genotype: x, status: "finished" as const, value, reason }));
        const study: StrategyRun = {
          strategy: crs,
          options: {},
          space: {
            id: "branin",
            views: boxViews(
              branin.bounds.map(([low, high]) => ({ name: "x", label: "x", low, high, isFloored: false })),
            ),
            illegality: () => null,
          },
          budget: 80,
          streams: seededStreams(seed),
          history,
        };
        const rest = [
          ...runStrategy(study, (genotype) => ({
            status: "finished",
            value: branin.value(genotype as readonly number[]),
          })),
        ];
        expect(rest.map(({ genotype, reason }) => [genotype, reason])).toEqual(
          whole.slice(cut).map(({ x, reason }) => [x, reason]),
        );
      }),
      { numRuns: 20 },
    );
  });

  test("waits for the value of the trial before, or with several side by side for the oldest of them", () => {
    const proposed = Array.from({ length: 35 }, (_, index) => [index / 10, 5]);
    const told = proposed.map((genotype, index): Told => ({ index, genotype, status: "finished", value: index % 7 }));
    const ask = (known: readonly Told[], inFlight: number) =>
      crs.ask(
        known.reduce((memory, one) => crs.tell(memory, one), crs.begin()),
        {
          space: {
            id: "box",
            views: boxViews([
              { name: "x", label: "x", low: 0, high: 9, isFloored: false },
              { name: "y", label: "y", low: 0, high: 9, isFloored: false },
            ]),
            illegality: () => null,
          },
          options: { inFlight },
          proposed,
          byHand: 0,
          budget: 99,
          random: createRandom(1),
          shared: createRandom(1),
        },
      );
    expect(ask(told.slice(0, 34), 1)).toBeNull();
    expect(ask(told.slice(0, 33), 3)).not.toBeNull();
    expect(ask(told.slice(0, 32), 3)).toBeNull();
    expect(ask([...told].reverse(), 3)).toEqual(ask(told, 3));
  });

  test("a population full of 10s is not replaced by another 10", () => {
    expect(replayCrs([10, 10, 10, 10, 10], 5, { population: 4, inFlight: 1 })).toMatchObject({
      slots: [0, 1, 2, 3],
      next: { kind: "mutation", of: 4 },
    });
  });

  test.each([
    [2, 300, 30],
    [4, 20, 6],
    [4, 60, 20],
    [4, 150, 50],
    [4, 300, 50],
    [11, 300, 100],
    [11, 360, 120],
    [13, 12, 15],
  ])("over %i numbers, %i trials begin with %i points", (dimensions, trials, population) => {
    expect(usualPopulation(dimensions, trials)).toBe(population);
  });

  test("after its first part, every proposal is a reflection or a mutation; the option wins over the usual size", () => {
    const phases = (options: OptionValues) => run({ options, budget: 21 }).map(({ reason }) => reason.numbers!.phase);
    const count = (options: OptionValues) => phases(options).lastIndexOf("initial") + 1;
    expect([count({}), count({ population: 12 })]).toEqual([7, 12]);
    expect(phases({})[7]).toBe("reflection");
    for (const phase of phases({}).slice(7)) expect(phase).toMatch(/reflection|mutation/);
  });

  test("what follows the first part are known points mirrored through the centre of others", () => {
    const steps = run({ budget: 20 });
    const points = steps.map(({ x }) => x);
    const reflections = steps.filter(({ reason }) => reason.numbers!.phase === "reflection");
    expect(reflections.length).toBeGreaterThan(5);
    for (const { index, x, reason } of reflections) {
      const { centre, mirrored } = reason.points!;
      expect(points.slice(0, index)).toContainEqual(mirrored);
      const inBounds = ([a, b]: readonly number[]) => [Math.min(10, Math.max(-5, a!)), Math.min(15, Math.max(0, b!))];
      expect(x).toEqual(inBounds(mirror(centre!, mirrored!)));
    }
  });

  test("a budget that ends inside the first part is told apart from one that goes on", () => {
    const caution = (budget: number, options: OptionValues = {}) =>
      crs.caution!({ space: functionSpace(branin), options, budget });
    expect([caution(5), caution(60), caution(30, { population: 29 })]).toEqual([null, null, null]);
    expect(caution(4)).toBe(
      "4 trials end inside CRS's first part of 4: this is random search; 9 or more let it mirror points.",
    );
    expect(caution(30, { population: 30 })).toMatch(/^30 trials end inside CRS's first part of 30: .* 61 or more/);
  });

  test("refuses a population that cannot span the box", () => {
    expect(() => run({ options: { population: 2 } })).toThrow(
      /population of 2 is too small for 2 numbers; it must be 3 or more/,
    );
  });
});

/** Median number of evaluations until the value is within 1e-4 of the minimum (spec 4.7). */
describe.each([
  ["branin", 372, 100],
  ["sphere-2d", 323, 100],
  ["sphere-5d", 1376, 30],
  ["rastrigin-2d", 681, 100],
  ["hartmann-3", 492, 100],
])("%s", (id, expected, seeds) => {
  test(`is solved by half of ${seeds} seeds in ${expected} evaluations, within 15 %`, () => {
    const testFunction = testFunctions.get(id);
    const counts = Array.from({ length: seeds }, (_, seed) => {
      for (const { index, value } of runOnFunction({
        strategy: crs,
        options: {},
        testFunction,
        budget: 4000,
        streams: seededStreams(seed),
      }))
        if (value - testFunction.minimum < 1e-4) return index + 1;
      return Infinity;
    });
    expect(Math.abs(medianOf(counts) / expected - 1)).toBeLessThan(0.15);
  });
});

/** The synthetic SegNAS4 of spec 4.7: kernels, poolings, supervision, residual; an optimum of 0.85 at (21, 3, 1, 0). */
describe("synthetic SegNAS4", () => {
  const axes = [
    ["n", 8, 33],
    ["p", 2, 6],
    ["sup", 0, 2],
    ["res", 0, 2],
  ] as const;
  const space = {
    id: "segnas4",
    views: boxViews(axes.map(([name, low, high]) => ({ name, label: name, low, high, isFloored: true }))),
    illegality: () => null,
  };
  const evaluate = (genotype: unknown) => {
    const [n, p, sup, res] = (genotype as readonly number[]).map((value, axis) =>
      Math.min(Math.floor(value), axes[axis]![2] - 1),
    ) as [number, number, number, number];
    if (n * 2 ** p >= 400) return { status: "outOfMemory" as const, value: null };
    return {
      status: "finished" as const,
      value: -Math.log(0.85 - 0.01 * Math.abs(n - 21) - 0.05 * Math.abs(p - 3) - 0.02 * (1 - sup) - 0.01 * res),
    };
  };
  const share = (strategy: StrategyRun["strategy"], streams = seededStreams as (seed: number) => ProposalStreams) =>
    Array.from({ length: 200 }, (_, seed) => [
      ...runStrategy({ strategy, options: {}, space: space, budget: 300, streams: streams(seed) }, evaluate),
    ]).filter((steps) => bestSoFar(steps.map(({ value }) => value ?? 10)).at(-1)! < -Math.log(0.85) + 1e-12).length /
    200;

  test("CRS finds the optimum in at least 85 % of 200 runs, uniform draws in at most 65 %", () => {
    expect(share(crs)).toBeGreaterThanOrEqual(0.85);
    expect(share(randomSampling)).toBeLessThanOrEqual(0.65);
  });

  test("with the generator of the published traces, in exactly 185 and 105 of 200 runs", () => {
    expect(share(crs, mulberryStreams)).toBe(185 / 200);
    expect(share(randomSampling, mulberryStreams)).toBe(105 / 200);
  });
});
