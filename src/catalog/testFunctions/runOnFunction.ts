import { runStrategy, type StrategyRun } from "../../core/strategy/runStrategy.ts";
import type { LessonEvaluation } from "../../core/strategy/lesson.ts";
import { functionSpace, type TestFunction } from "./testFunction.ts";

export interface FunctionRun extends Omit<StrategyRun, "space" | "first" | "history"> {
  readonly testFunction: TestFunction;
  /** Takes the place of the first proposal. */
  readonly first?: readonly number[];
  /** Standard deviation of what is added to every value, as another seed changes the score of a network; 0 where not given. */
  readonly noise?: number;
}

/** One evaluation of a test function. */
export type FunctionStep = LessonEvaluation;

/** Runs a strategy on a test function; steps come as they are evaluated. */
export function* runOnFunction({ testFunction, noise = 0, ...run }: FunctionRun): Generator<FunctionStep, void> {
  const measure = (x: readonly number[], index: number) =>
    testFunction.value(x) + (noise === 0 ? 0 : noise * run.streams.shared().fork("noise", index).normal());
  const steps = runStrategy({ ...run, space: functionSpace(testFunction) }, (genotype, index) => ({
    status: "finished",
    value: measure(genotype as readonly number[], index),
  }));
  for (const { index, genotype, value, reason } of steps)
    yield { index, x: genotype as readonly number[], value: value!, reason };
}
