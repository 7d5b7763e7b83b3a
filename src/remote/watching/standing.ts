import type { TrialStatus } from "../../core/study/trial.ts";

/** What the machines of a study do and what came of it, as a page shows it. Times are milliseconds of the coordinator's clock. */
export interface Standing {
  readonly now: number;
  readonly lockMs: number;
  readonly study: StudyStanding;
  readonly machines: readonly MachineStanding[];
  /** Last ones first. */
  readonly happenings: readonly Happening[];
  /** What was trained by whom and when, of the last half hour. */
  readonly spans: readonly Span[];
  readonly totals: Totals;
  /** Nothing is handed out while it is true. */
  readonly isFrozen: boolean;
  /** Name of the machine that everybody is shown. */
  readonly highlighted: string | null;
}

/** Something that changed who trains what. */
export interface Happening {
  readonly at: number;
  readonly machine: string;
  readonly does: "joined" | "left" | "lost" | "tookUp" | "late" | "sentOut" | "doubted";
  readonly trial: number | null;
  readonly text: string;
}

/** One machine's work on one trial; `to` is null while it goes on. */
export interface Span {
  readonly machine: string;
  readonly trial: number;
  readonly from: number;
  readonly to: number | null;
  readonly end: "finished" | "failed" | "stopped" | "left" | "lost" | null;
}

export interface Totals {
  readonly lost: number;
  readonly recovered: number;
  readonly late: number;
  /** Steps that were trained again after a machine was lost. */
  readonly stepsTwice: number;
}

export interface MachineStanding {
  readonly name: string;
  readonly device: string;
  readonly cores: number;
  readonly slots: number;
  readonly isBrowser: boolean;
  readonly isPaused: boolean;
  readonly seenAt: number;
  readonly finished: number;
  readonly lost: number;
  readonly trains: readonly Training[];
}

/** A trial that a machine holds. */
export interface Training {
  readonly trial: number;
  readonly attempt: number;
  readonly step: number;
  readonly steps: number;
  readonly stepsPerSecond: number;
  /** When it was last told of. */
  readonly renewedAt: number;
}

export interface StudyStanding {
  readonly name: string;
  /** What scores are of, such as "mean IoU". */
  readonly metric: string;
  readonly planned: number;
  readonly isDone: boolean;
  readonly trials: readonly TrialStanding[];
  readonly classes: readonly { readonly name: string; readonly color: string }[];
  /** Pictures of the best so far, each better than the one before. */
  readonly bests: readonly BestStanding[];
}

export interface TrialStanding {
  readonly id: number;
  readonly label: string;
  readonly isBaseline: boolean;
  readonly status: TrialStatus;
  readonly score: number | null;
  readonly parameters: number | null;
  /** Who trained it last. */
  readonly machine: string | null;
  /** When it ended; null for one that did before this was served. */
  readonly endedAt: number | null;
}

export interface BestStanding {
  readonly trial: number;
  readonly label: string;
  readonly machine: string | null;
  readonly score: number;
  readonly slice: number;
  /** SHA-256 of its picture (`picture.ts`). */
  readonly picture: string;
}
