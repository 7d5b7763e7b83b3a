import type { OptionSet, OptionValues } from "../options.ts";
import type { Registered } from "../registry.ts";
import type { Trial } from "../study/trial.ts";

/** Decides how long a trial may go on, whatever proposed it. Asked after every evaluation but the last. */
export interface Pruner extends Registered {
  readonly summary: string;
  readonly options: OptionSet;
  /** The reason to stop now, in a sentence with its numbers, or null to go on. */
  judge(trial: Trial, others: readonly Trial[], options: OptionValues): string | null;
}
