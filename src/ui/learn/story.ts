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

/** One thought behind the evaluation shown. */
export interface StoryStep {
  readonly title: string;
  readonly text: string;
  readonly state: "done" | "current" | "open";
}

export interface SceneLine {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly isStrong: boolean;
}

export interface SceneTag {
  readonly at: readonly number[];
  readonly text: string;
}

/** What is drawn over the contour, in the function's own coordinates. */
export interface Scene {
  readonly points: readonly (readonly number[])[];
  /** Evaluated with the one shown, before it. */
  readonly batch: readonly (readonly number[])[];
  readonly lines: readonly SceneLine[];
  readonly squares: readonly SceneTag[];
  /** Points that the decision turned on, with their names. */
  readonly named: readonly SceneTag[];
  /** Radius that is kept free around all points, with every axis from 0 to 1; 0 for none. */
  readonly radius: number;
}

export interface Suggestion {
  readonly text: string;
  readonly change: Partial<LearnPlan>;
}

/** A strategy explained at one evaluation. */
export interface Story {
  readonly steps: readonly StoryStep[];
  readonly scene: Scene;
  /** Such as "population, 30". */
  readonly points: string;
  readonly summary: string;
  /** What the same thing is in a search for networks. */
  readonly inSearch: string;
  readonly suggestions: readonly Suggestion[];
}

/** Four digits, a true minus. */
export const digits = (value: number): string => String(Number(value.toPrecision(4))).replace("-", "−");

/** The lowest of the evaluations, the first of equals. */
export const bestOf = (steps: readonly FunctionStep[]): FunctionStep | undefined =>
  steps.reduce<FunctionStep | undefined>(
    (best, step) => (best === undefined || step.value < best.value ? step : best),
    undefined,
  );
