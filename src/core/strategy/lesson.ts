import type { Choice, OptionValues } from "../options.ts";
import type { Reason } from "../study/trial.ts";

/** One evaluation of a function that a strategy is tried on. */
export interface LessonEvaluation {
  readonly index: number;
  readonly x: readonly number[];
  /** What the strategy is told: with the noise, if any. */
  readonly value: number;
  readonly reason: Reason;
}

/** What is shown: a run on a function up to one of its evaluations. */
export interface LessonView {
  readonly options: OptionValues;
  readonly seed: number;
  /** Variables of the function. */
  readonly dimensions: number;
  /** Evaluations of the whole run. */
  readonly total: number;
  readonly evaluations: readonly LessonEvaluation[];
}

/** One thought behind the evaluation shown. */
export interface Thought {
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

/** What else to try, as changes of the plan. */
export interface Suggestion {
  readonly text: string;
  readonly change: {
    /** The same strategy with other options. */
    readonly strategy?: Choice;
    /** Id of a test function. */
    readonly on?: string;
    readonly seed?: number;
    /** Standard deviation added to every value. */
    readonly noise?: number;
  };
}

/** A strategy explained at one evaluation. */
export interface Explanation {
  readonly steps: readonly Thought[];
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
export const bestOf = (steps: readonly LessonEvaluation[]): LessonEvaluation | undefined =>
  steps.reduce<LessonEvaluation | undefined>(
    (best, step) => (best === undefined || step.value < best.value ? step : best),
    undefined,
  );

/** Tells what a strategy does at the last of the evaluations shown. */
export type Explain = (view: LessonView) => Explanation;

/** How a strategy is explained. */
export interface Lesson {
  /** Evaluations that tell its story. */
  readonly evaluations: number;
  /** The words come when they are asked for: only one room has a use for them. */
  load(): Promise<Explain>;
}
