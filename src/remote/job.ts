import type { Candidate, SharedCandidate, TrialProgress } from "../core/run/evaluator.ts";
import type { DerivedMember, SharedEpoch } from "../core/study/sharedSearch.ts";
import type { CurvePoint, Evaluation } from "../core/study/trial.ts";
import type { ErrorRecord } from "../core/errors.ts";
import type { LeaseQueue } from "../queue/leaseQueue.ts";

/** A trial as another machine gets it: plain JSON, and the bytes it needs by their SHA-256. */
export interface TrialJob {
  readonly candidate: Candidate | SharedCandidate;
  /** Of the manifest of the data (`data/manifest.ts`). */
  readonly data: string;
  /** Weights that it begins with or is scored by, by trial. */
  readonly weights: Readonly<Record<number, string>>;
  /** Where it goes on from, if it was begun before it came into the queue. */
  readonly checkpoint: string | null;
}

/** An epoch of shared weights that has ended. */
export interface EndedEpoch {
  readonly point: CurvePoint;
  readonly epoch: SharedEpoch;
}

/** What a worker tells of the trial it trains: always all of it, so that a message that is lost or comes twice changes nothing. */
export interface Report {
  readonly device: string;
  /** The step it began from here; null before it has begun. */
  readonly fromStep: number | null;
  readonly curve: readonly CurvePoint[];
  readonly epochs: readonly EndedEpoch[];
  readonly derived: readonly DerivedMember[] | null;
  readonly progress: TrialProgress | null;
  /** SHA-256 of the last checkpoint; it counts once it was named here, under a lock that holds. */
  readonly checkpoint: string | null;
  /** Why it began anew, where a checkpoint could not be read. */
  readonly restarted: string | null;
}

/** A report as the coordinator reads it. */
export interface Telling extends Report {
  /** Every machine that was handed the trial, the present one last. */
  readonly workers: readonly string[];
  /** The present one gave it back. */
  readonly hasLeft: boolean;
}

export const NOTHING_TOLD: Report = {
  ...{ device: "", fromStep: null, curve: [], epochs: [], derived: null },
  ...{ progress: null, checkpoint: null, restarted: null },
};

/** How work on a trial ended. */
export type TrialEnd = { readonly seconds: number } & (
  | { readonly status: "finished"; readonly evaluation: Evaluation; readonly weights: string }
  | { readonly status: "failed"; readonly error: ErrorRecord }
  /** As it was asked to; its last checkpoint is named in its last report. */
  | { readonly status: "stopped" }
);

export type TrialQueue = LeaseQueue<TrialJob, Telling, TrialEnd>;
