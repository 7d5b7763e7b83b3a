import { meanOf, varianceOf } from "../statistics.ts";
import { repeatOf, splitNumberOf } from "../study/architecture.ts";
import type { RankedTrials } from "../study/ranking.ts";
import { hasEnded, type Trial } from "../study/trial.ts";
import { headlineScore } from "./headline.ts";

/** The trainings of one network on shuffled splits, which tables show together. */
export interface SplitGroup {
  /** The trial whose network it is. */
  readonly source: number;
  readonly members: readonly Trial[];
  /** Of the headline metric over the members that have it, with the deviation of the sample (n − 1; null of one); null before there are any. */
  readonly score: { readonly mean: number; readonly deviation: number | null } | null;
}

export const isOnOtherSplit = (trial: Trial): boolean => splitNumberOf(trial) !== null;

/** Groups by stage and network, in the order of their first trial. */
export function splitGroups(study: RankedTrials): readonly SplitGroup[] {
  const groups = new Map<string, Trial[]>();
  for (const trial of study.trials) {
    if (!isOnOtherSplit(trial)) continue;
    const key = `${trial.stage}/${repeatOf(trial)}`;
    groups.set(key, [...(groups.get(key) ?? []), trial]);
  }
  return [...groups.values()].map((members) => ({
    source: repeatOf(members[0]!)!,
    members,
    score: scoreOf(study, members),
  }));
}

function scoreOf(study: RankedTrials, members: readonly Trial[]): SplitGroup["score"] {
  const scores = members.flatMap((trial) => (hasEnded(trial) ? (headlineScore(study, trial) ?? []) : []));
  if (scores.length === 0) return null;
  return { mean: meanOf(scores), deviation: scores.length > 1 ? Math.sqrt(varianceOf(scores)) : null };
}
