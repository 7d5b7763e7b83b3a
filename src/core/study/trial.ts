import type { Addition, ComparedPair } from "../ensemble/memberChoice.ts";
import type { ErrorRecord } from "../errors.ts";
import type { BlockCounts } from "../image/scoreBlocks.ts";
import type { Scores } from "../judging/scores.ts";
import type { SharedProgress } from "./sharedSearch.ts";
import type { Architecture } from "./architecture.ts";

/** Why the machine did something: a sentence, and the numbers behind it. */
export interface Reason {
  readonly text: string;
  readonly numbers?: Readonly<Record<string, number | string>>;
  /** Points of a vector view that the decision turned on, such as "start" or "centre". */
  readonly points?: Readonly<Record<string, readonly number[]>>;
}

/** Cost of a candidate, known before it is built. */
export interface Cost {
  readonly parameters: number;
  /** Forward multiply-adds of one patch. */
  readonly multiplyAdds: number;
  /** Predicted peak bytes of a training step at the recipe's batch. */
  readonly trainingBytes: number;
}

/** One point of a training curve. Scores are there where the step was evaluated on the validation part. */
export interface CurvePoint {
  readonly step: number;
  /** Mean training loss since the point before. */
  readonly loss: number;
  readonly learningRate: number;
  readonly scores?: Scores;
  /** Share of the validation part that they are of, 0 … 1; missing where they are of all of it. They are never held against others. */
  readonly share?: number;
}

/** What a trial measured when it ended. `confusion` is row-major [truth, prediction] over the whole validation part. */
export interface Evaluation {
  readonly step: number;
  readonly scores: Scores;
  readonly confusion: readonly number[];
  /** The same by block, for intervals and differences; missing where the part was not predicted whole, and in studies of before. */
  readonly blocks?: BlockCounts;
  /** The same for each set that the part is of, by name, where the data are several sets. */
  readonly scoresBySet?: Readonly<Record<string, Scores>>;
}

interface TrialBase {
  readonly id: number;
  readonly stage: number;
  /** "3", or the name of a baseline. */
  readonly label: string;
  readonly architecture: Architecture;
  readonly key: string;
  readonly reason: Reason;
  readonly cost: Cost | null;
  readonly curve: readonly CurvePoint[];
  readonly device: string | null;
  readonly isPinned: boolean;
  /** Seconds of training so far, over all attempts. */
  readonly seconds: number;
  /** Scores on the test part, which is opened only after the search. */
  readonly test: Evaluation | null;
  /** How often it was started; more than one after a crash or an interruption. */
  readonly attempts: number;
  /** Of a supernet: how its policy has learnt. */
  readonly shared?: SharedProgress;
  /** Of an ensemble whose members are chosen: what every round added. */
  readonly additions?: readonly Addition[];
  /** Of the same: what is known of pairs of those it chose among. */
  readonly pairs?: readonly ComparedPair[];
}

export type Outcome =
  | { readonly status: "finished"; readonly evaluation: Evaluation }
  | { readonly status: "pruned"; readonly evaluation: Evaluation; readonly because: string }
  | { readonly status: "failed"; readonly error: ErrorRecord }
  | { readonly status: "illegal"; readonly because: string }
  | { readonly status: "outOfMemory"; readonly because: string }
  | { readonly status: "cancelled" }
  | { readonly status: "memoised"; readonly evaluation: Evaluation; readonly of: number };

/** A candidate and all that became of it. "running" also holds for one that was interrupted and can go on. */
export type Trial = TrialBase & ({ readonly status: "running" } | Outcome);

export type EndedTrial = TrialBase & Outcome;
export type TrialStatus = Trial["status"];

export const hasEnded = (trial: Trial): trial is EndedTrial => trial.status !== "running";

/** The evaluation a trial ended with, if it was trained to a score. */
export function evaluationOf(trial: Trial): Evaluation | null {
  return trial.status === "finished" || trial.status === "pruned" || trial.status === "memoised"
    ? trial.evaluation
    : null;
}

/** Latest scores: those it ended with, else those of its last evaluation. */
export function latestScores(trial: Trial): Scores | null {
  return evaluationOf(trial)?.scores ?? trial.curve.findLast(({ scores }) => scores)?.scores ?? null;
}

/** Evaluations of the whole validation part, which may be compared. */
export const wholePoints = ({ curve }: Pick<Trial, "curve">): readonly CurvePoint[] =>
  curve.filter(({ scores, share }) => scores && share === undefined);

export function lastStep(trial: Trial): number {
  return trial.curve.at(-1)?.step ?? 0;
}

/** Why a trial ended as it did, in a few words; empty for one that finished. */
export function reasonText(trial: Trial): string {
  if ("because" in trial) return trial.because;
  if ("error" in trial) return trial.error.message;
  return trial.status === "memoised" ? `same network as trial ${trial.of}` : "";
}
