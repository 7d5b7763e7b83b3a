import type { Steps } from "../measure.ts";
import type { DeviceId } from "../../src/engine/deviceIds.ts";

/** What the page's worker is asked to measure. */
export interface Question {
  readonly device: DeviceId;
  readonly workload: string;
  readonly steps: number;
}

/** The steps with what the device calls itself, or what went wrong. */
export type Answer = (Steps & { readonly detail: string }) | { readonly error: string };

declare global {
  /** The page's side of the benchmark: asks the worker. */
  var measure: (question: Question) => Promise<Answer>;
}
