import type { DeviceId } from "../../src/engine/devices.ts";

/** What the page's worker is asked to measure. */
export interface Question {
  readonly device: DeviceId;
  readonly workload: string;
  readonly steps: number;
}

/** Milliseconds of each step with what the device calls itself, or what went wrong. */
export type Answer = { readonly detail: string; readonly times: readonly number[] } | { readonly error: string };

declare global {
  /** The page's side of the benchmark: asks the worker. */
  var measure: (question: Question) => Promise<Answer>;
}
