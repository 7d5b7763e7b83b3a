import { headlineScore } from "../core/judging/headline.ts";
import { keptTrials } from "../core/stages/keptTrials.ts";
import { isShared, membersOf } from "../core/study/architecture.ts";
import type { Study } from "../core/study/study.ts";
import type { Trial } from "../core/study/trial.ts";

/** Trials that can segment a stack, the best first: finished ones whose weights, or those of all members, are kept. */
export function segmentingTrials(study: Study | null): readonly Trial[] {
  if (!study) return [];
  const kept = keptTrials(study);
  const scoreOf = (trial: Trial) => headlineScore(study, trial) ?? 0;
  return study.trials
    .filter((trial) => trial.status === "finished" && !isShared(trial))
    .filter((trial) => kept.has(trial.id) || membersOf(trial).length > 0)
    .toSorted((one, other) => scoreOf(other) - scoreOf(one) || one.id - other.id);
}
