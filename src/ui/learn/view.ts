import type { FunctionStep } from "../../catalog/testFunctions/runOnFunction.ts";
import type { TestFunction } from "../../catalog/testFunctions/testFunction.ts";
import type { LearnPlan } from "../../state/learnSlice.ts";

/** What is shown: a run up to one of its evaluations. */
export interface LearnView {
  readonly plan: LearnPlan;
  readonly testFunction: TestFunction;
  /** Evaluations of the whole run. */
  readonly total: number;
  readonly steps: readonly FunctionStep[];
}
