import type { Trial } from "../../study/trial.ts";
import type { Difference } from "../difference.ts";

/**
 * What a study's scores allow to be said of the best candidate and what it is held against: shown to be better, or to be no worse,
 * or to be worse; not told apart yet; or neither has learnt enough to be compared.
 */
export type VerdictKind = "better" | "notWorse" | "worse" | "cannotTell" | "tooEarly";

/** A network that something is said of. */
export interface Side {
  /** "trial 9", or the name of a baseline. */
  readonly name: string;
  /** Of its trainings the one that further steps take. */
  readonly trial: Trial;
  /** Those of its trainings whose scores count. */
  readonly trainings: readonly Trial[];
}

/** What is held against each other: the best candidate, and the best baseline, or the next candidate where there is none. */
export interface Sides {
  readonly best: Side;
  readonly rival: Side;
  /** Among how many the best was chosen by the scores that count here; 1 where it was not chosen by them. */
  readonly chosenAmong: number;
  /** The stage that trained both alike, as often as it was told to; null where they come from a search and its retrainings. */
  readonly comparedIn: number | null;
}

/** Two sides and what their scores show. */
export interface Told extends Sides {
  readonly kind: VerdictKind;
  readonly difference: Difference;
  /** Trainings that would tell, beside those there are; null where more would not, or it is told. */
  readonly more: number | null;
}

/** Trainings that a network needs before anything is said of it: its score varies with the weights it began from. */
export const FEWEST_TRAININGS = 3;
/** Scores that are no further apart are as good as each other. */
export const AS_GOOD_WITHIN = 0.01;
