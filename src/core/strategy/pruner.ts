import type { MetricId } from "../judging/scores.ts";
import type { OptionSet, OptionValues } from "../options.ts";
import type { Registered } from "../registry.ts";
import type { Trial } from "../study/trial.ts";

/** Decides how long a trial may go on, whatever proposed it. Asked after every evaluation but the last. */
export interface Pruner extends Registered {
  readonly summary: string;
  readonly options: OptionSet;
  /** The step from which on it judges: evaluations are of the whole validation part there. */
  judgesFrom(options: OptionValues): number;
  /** The reason to stop now, in a sentence with its numbers, or null to go on. */
  judge(judged: Judged, options: OptionValues): string | null;
}

/** A trial that was evaluated, beside the others of its stage, and the metric that it is judged by: more is better. */
export interface Judged {
  readonly trial: Trial;
  readonly others: readonly Trial[];
  readonly metric: MetricId;
}
