import type { Registered } from "../../core/registry.ts";
import type { Study } from "../../core/study/study.ts";
import type { Trial } from "../../core/study/trial.ts";
import type { TrialTimes } from "../../core/study/trialTimes.ts";
import type { ExportedFile } from "../exports/stack.ts";

/** What of a study leaves it: some trials in an order, and when things happened to them. */
export interface LeavingTrials {
  readonly study: Study;
  readonly trials: readonly Trial[];
  /** By trial. */
  readonly times: ReadonlyMap<number, TrialTimes>;
}

/** A format that the trials of a study are written in, for tables and for the programs that show searches. */
export interface TrialFormat extends Registered {
  /** What it is for, in a few words. */
  readonly summary: string;
  /** Ending of its file; empty where it is a folder. */
  readonly extension: string;
  /** `name` without an extension; a folder's files are below it. */
  write(name: string, leaving: LeavingTrials): readonly ExportedFile[];
}

/** A time as ISO 8601 has it, in UTC; null where there is none. */
export const isoTime = (milliseconds: number | null | undefined): string | null =>
  milliseconds === null || milliseconds === undefined ? null : new Date(milliseconds).toISOString();

export const textFile = (path: string, text: string): ExportedFile => ({
  path,
  bytes: new TextEncoder().encode(text),
});
