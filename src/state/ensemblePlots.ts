import { bestPrefix, pairsTogether } from "../core/ensemble/memberChoice.ts";
import { headlineScore } from "../core/judging/headline.ts";
import { candidatesOf, roleOf } from "../core/study/architecture.ts";
import type { Study } from "../core/study/study.ts";
import type { Trial } from "../core/study/trial.ts";
import { trialName } from "./roomSummary.ts";

/** One round of choosing members. */
export interface RoundPoint {
  /** From 1. */
  readonly round: number;
  readonly score: number;
  readonly member: string;
  /** Whether the ensemble has what it added. */
  readonly isTaken: boolean;
}

/** How an ensemble came to its members. */
export interface Selection {
  readonly rounds: readonly RoundPoint[];
  /** The best of the candidates alone; null while none is scored. */
  readonly alone: { readonly name: string; readonly score: number } | null;
}

/** Null for an ensemble whose members were not chosen, and before the first was. */
export function selectionOf(study: Study, trial: Trial): Selection | null {
  const choice = roleOf(trial.architecture).choice(trial.architecture);
  const { additions = [] } = trial;
  if (!choice || additions.length === 0) return null;
  const taken = bestPrefix(additions, choice.objective).length;
  const sign = choice.objective.goal === "maximise" ? 1 : -1;
  const scored = study.trials.pick(candidatesOf(trial)).flatMap((candidate) => {
    const score = headlineScore(study, candidate);
    return typeof score === "number" ? [{ name: trialName(study, candidate.id), score }] : [];
  });
  return {
    rounds: additions.map(({ member, score }, at) => ({
      ...{ round: at + 1, score, member: trialName(study, member) },
      isTaken: at < taken,
    })),
    alone: scored.toSorted((one, other) => sign * (other.score - one.score))[0] ?? null,
  };
}

/** Which share of what pairs of candidates gain is explained by how far they differ; null of fewer than three pairs. */
export const gainExplained = ({ pairs = [] }: Trial): number | null =>
  pairs.length < 3 ? null : pairsTogether(pairs).correlation ** 2;
