import { strategies } from "../catalog/strategies/index.ts";
import { testFunctions } from "../catalog/testFunctions/index.ts";
import { runOnFunction, type FunctionStep } from "../catalog/testFunctions/runOnFunction.ts";
import { functionSpace } from "../catalog/testFunctions/testFunction.ts";
import { bestSoFar } from "../catalog/testFunctions/summary.ts";
import { quantileOf } from "../core/statistics.ts";
import { toErrorRecord, type ErrorRecord } from "../core/errors.ts";
import type { Told } from "../core/strategy/strategy.ts";
import { seededStreams } from "../core/strategy/runStrategy.ts";
import { learnBudget, type LearnPlan } from "./learnSlice.ts";

/** A run that is computed as far as it is looked at. */
export interface LearnRun {
  /** The first `count` evaluations, fewer where the strategy stops before. */
  steps(count: number): readonly FunctionStep[];
  /** Why the strategy refuses the plan, such as a budget that is too small; null where it does not. */
  problem(): ErrorRecord | null;
}

/** Evaluations side by side: a strategy in batches is told of them as a study with that many workers tells it. */
const sideBySide = ({ strategy: { options } }: LearnPlan): number =>
  typeof options.batch === "number" ? options.batch : 4;

function begin(plan: LearnPlan, seed: number): Generator<FunctionStep, void> {
  const {
    strategy: { id, options },
    on,
    noise,
    first,
  } = plan;
  return runOnFunction({
    strategy: strategies.get(id),
    options,
    testFunction: testFunctions.get(on),
    budget: plan.evaluations,
    sideBySide: sideBySide(plan),
    streams: seededStreams(seed),
    noise,
    ...(first && { first }),
  });
}

export function createLearnRun(plan: LearnPlan): LearnRun {
  const generator = begin(plan, plan.seed);
  const done: FunctionStep[] = [];
  let problem: ErrorRecord | null = null;
  const grow = (count: number) => {
    try {
      while (done.length < count) {
        const { value, done: isOver } = generator.next();
        if (isOver) return;
        done.push(value);
      }
    } catch (error) {
      problem = toErrorRecord(error);
    }
  };
  return {
    steps(count) {
      grow(count);
      return done.slice(0, count);
    },
    problem() {
      grow(1);
      return problem;
    },
  };
}

/** Distance of the best value so far from the minimum, after every evaluation; noise is left out. */
export function gapsOf(steps: readonly FunctionStep[], on: string): readonly number[] {
  const testFunction = testFunctions.get(on);
  return bestSoFar(steps.map(({ x }) => testFunction.value(x))).map((value) =>
    Math.max(0, value - testFunction.minimum),
  );
}

/** Gaps of one seed after another; yields null after every evaluation, so that the caller can let the page breathe. */
export function* gapsOfSeeds(plan: LearnPlan, seeds: number): Generator<readonly number[] | null, void> {
  for (let seed = 0; seed < seeds; seed++) {
    const steps: FunctionStep[] = [];
    for (const step of begin({ ...plan, first: null }, seed)) {
      steps.push(step);
      yield null;
    }
    yield gapsOf(steps, plan.on);
  }
}

/** The middle half of many runs and their median, after each evaluation. */
export interface GapBand {
  readonly evaluation: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

export function bandOf(runs: readonly (readonly number[])[]): readonly GapBand[] {
  return (runs[0] ?? []).map((_, index) => {
    const gaps = runs.map((run) => run[index]!);
    return {
      evaluation: index + 1,
      low: quantileOf(gaps, 0.25),
      median: quantileOf(gaps, 0.5),
      high: quantileOf(gaps, 0.75),
    };
  });
}

/** The surrogate that the last of these evaluations was proposed from, as a function of a point; null before there is one. */
export function surrogateBehind(
  plan: LearnPlan,
  steps: readonly FunctionStep[],
): ((x: readonly number[]) => number) | null {
  const { id, options } = plan.strategy;
  const told = steps.map(({ index, x, value }): Told => ({ index, genotype: x, status: "finished", value }));
  const surrogate = strategies.get(id).surrogate?.(told, {
    space: functionSpace(testFunctions.get(plan.on)),
    options,
    shared: seededStreams(plan.seed).shared(),
    budget: learnBudget(plan),
  });
  return surrogate ?? null;
}
