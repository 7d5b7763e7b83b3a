import { kindOf } from "../stages/index.ts";
import { beginningOf, roundsOf } from "../study/architecture.ts";
import type { CorrectionRound } from "../study/correctionRound.ts";
import type { Study } from "../study/study.ts";
import { latestScores, type Trial } from "../study/trial.ts";
import { trialsOf } from "../study/trials.ts";
import { headlineMetric } from "./headline.ts";
import { valueOf } from "./scores.ts";

/** A round of correction and what came of it (spec 2.6, "Iteration record"). Scores are the headline metric's on the validation part, which is never corrected. */
export interface CorrectionRecord extends CorrectionRound {
  /** Its number, from 1. */
  readonly number: number;
  /** What was trained on by it; null before it was asked for. */
  readonly trial: Trial | null;
  /** The trial whose weights that began with. */
  readonly from: Trial | null;
  readonly before: number | null;
  readonly after: number | null;
}

/** The rounds of a stage that learns from corrections; none of any other. */
export function correctionRecords(study: Study, index: number): readonly CorrectionRecord[] {
  const stage = study.spec.stages[index];
  const rounds = (stage && kindOf(stage).corrections(stage, kindOf(stage).size(stage))?.rounds) ?? [];
  const metric = headlineMetric(study);
  const scoreOf = (trial: Trial | null) =>
    trial?.status === "finished" ? (valueOf(latestScores(trial), metric) ?? null) : null;
  const trials = trialsOf(study, index);
  return rounds.map((round, at) => {
    const trial = trials.find((each) => roundsOf(each) === at + 1) ?? null;
    const begun = trial && beginningOf(trial);
    const from = begun === null ? null : (study.trials.at(begun) ?? null);
    return { ...round, number: at + 1, trial, from, before: scoreOf(from), after: scoreOf(trial) };
  });
}
