import type { Trial } from "../../study/trial.ts";
import type { Difference } from "../difference.ts";

/**
 * What a study's scores allow to be said of the best candidate and what it is held against: shown to be better, or to be no worse,
 * or to be worse; not told apart yet; or neither has learnt enough to be compared.
 */
export type VerdictKind = "better" | "notWorse" | "worse" | "cannotTell" | "tooEarly";

/** What is held against each other: the best candidate, and the best baseline, or the next candidate where there is none. */
export interface Sides {
  readonly best: Trial;
  readonly rival: Trial;
  /** Finished candidates that the best one is the best of. */
  readonly candidates: number;
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
