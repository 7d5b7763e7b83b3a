import { bestTrial } from "../study/ranking.ts";
import { isComparison } from "../stages/stages.ts";
import type { Study } from "../study/study.ts";
import { kindOf } from "../stages/index.ts";
import { originOf } from "../stages/origin.ts";
import { sourceOf, trialsOf } from "../study/trials.ts";
import { beginningOf, isProposed, isTrainedAlone, repeatOf } from "../study/architecture.ts";
import type { Trial } from "../study/trial.ts";
import { claimOf, emptyChance, type Claim } from "./claim.ts";
import { controlSentence, spreadOf, type Spread } from "./controlSentence.ts";
import { headlineScore } from "./headline.ts";

/** Scores of one network trained again and again, and where other trials of it stand among them (spec 1.7). */
export interface RetrainingControl extends Spread {
  readonly stage: number;
  readonly source: Trial;
  /** Retrainings that finished, worst first. */
  readonly retrained: readonly Trial[];
  /** What searching this network's training came to; null before it came to anything. */
  readonly tuning: Tuning | null;
  /** What may be claimed, with the numbers. */
  readonly sentence: string;
}

/** The winner of the stages that searched a network's training, and what its scores are worth. */
export interface Tuning {
  readonly winner: Trial;
  /** Finished trials of those stages, of which it is the best. */
  readonly trials: number;
  /** The winner's own retrainings that finished, worst first. */
  readonly again: readonly Trial[];
  readonly claim: Claim;
  /** Share of the untuned network's retrainings that scored less than the winner, 0 … 1. */
  readonly percentile: number;
  /** Chance that a winner of nothing beats all retrainings and the original. */
  readonly emptyChance: number;
}

/** Judges a retraining stage; null before its first retraining has finished, and where the source was trained otherwise. */
export function retrainingControl(study: Study, stage: number): RetrainingControl | null {
  const spec = study.spec.stages[stage];
  const source = sourceOf(study, stage);
  if (!source || !spec || !isTrainedAlone(source) || kindOf(spec).judged(study, stage, spec) !== "luck") return null;
  const scoreOf = scorer(study);
  const retrained = worstFirst(trialsOf(study, stage), scoreOf);
  if (retrained.length === 0) return null;
  const found = {
    stage,
    source,
    retrained,
    ...spreadOf(retrained, scoreOf),
    tuning: tuningOf(study, source, retrained),
  };
  return { ...found, sentence: controlSentence(found, scoreOf) };
}

/** The control that a stage is shown by: its own, or, where it retrains a tuned winner, that of the network that was tuned. */
export function shownControl(study: Study, stage: number): RetrainingControl | null {
  const source = sourceOf(study, stage);
  const controls = study.spec.stages.flatMap((_, index) => retrainingControl(study, index) ?? []);
  return controls.find(({ tuning }) => tuning?.winner.id === source?.id) ?? retrainingControl(study, stage);
}

/** What a study of two stages comes to: the retraining control with a tuned winner; null before there is one. */
export function twoStageResult(study: Study): (RetrainingControl & { readonly tuning: Tuning }) | null {
  for (const index of study.spec.stages.keys()) {
    const control = retrainingControl(study, index);
    if (control?.tuning) return { ...control, tuning: control.tuning };
  }
  return null;
}

/** The trials of the paper's figure: the best of stage 1, its luckiest retraining where that is better, and the best of stage 2. */
export function figureTrials(study: Study): readonly Trial[] {
  const result = twoStageResult(study);
  if (!result) return [];
  const scoreOf = scorer(study);
  const luckiest = result.retrained.at(-1)!;
  return [scoreOf(luckiest) > scoreOf(result.source) ? luckiest : result.source, result.tuning.winner];
}

/** Of any trial, the scores of every training of its network with its own training numbers: the trial itself and its retrainings. */
export function scoresOfSeeds(study: Study): (trial: Trial) => readonly number[] {
  const again = new Map<number, Trial[]>();
  for (const repeat of repeatsIn(study)) {
    const source = repeatOf(repeat)!;
    again.set(source, [...(again.get(source) ?? []), repeat]);
  }
  return (trial) =>
    [trial, ...(again.get(trial.id) ?? [])]
      .filter((one) => one.status === "finished" && isTrainedAlone(one))
      .map(scorer(study));
}

/** Trials that were trained again from fresh weights, all else equal. */
const repeatsIn = (study: Study): readonly Trial[] =>
  study.trials.filter((trial) => {
    const source = repeatOf(trial);
    if (source === null || !isTrainedAlone(trial) || beginningOf(trial) !== null) return false;
    if (isComparison(study, trial.stage)) return false;
    return isTrainedAlike(study, trial, study.trials.at(source)!);
  });

/** Whether by the same recipe: a stage may train a network again for longer, or on larger patches. */
const isTrainedAlike = (study: Study, one: Trial, other: Trial): boolean =>
  one.stage === other.stage || originOf(study, one.stage).isRepeat === true;

/** Trainings of one trial's network from other fresh weights, all else equal. */
export const repeatsOf = (study: Study, { id }: Trial): readonly Trial[] =>
  repeatsIn(study).filter((repeat) => repeatOf(repeat) === id);

/** A winner that was trained again is kept even where a later tuning scored more: what was chosen first is what was tested. */
function tuningOf(study: Study, source: Trial, retrained: readonly Trial[]): Tuning | null {
  const scoreOf = scorer(study);
  const stages = study.spec.stages.flatMap((stage, index) =>
    kindOf(stage).tunes(stage) && study.sources[index]?.[0] === source.id ? [index] : [],
  );
  const best = stages.flatMap((stage) => bestTrial(study, { stage }) ?? []).sort((a, b) => scoreOf(b) - scoreOf(a));
  const tried = stages.flatMap((stage) => trialsOf(study, stage).filter(({ status }) => status === "finished"));
  const repeated = new Set(repeatsIn(study).map(repeatOf));
  const winner = tried.find(({ id }) => repeated.has(id)) ?? best[0];
  if (!winner) return null;
  const again = worstFirst(repeatsOf(study, winner), scoreOf);
  const trials = tried.filter(isProposed).length;
  return {
    winner,
    trials,
    again,
    percentile: retrained.filter((trial) => scoreOf(trial) < scoreOf(winner)).length / retrained.length,
    claim: claimOf(again.map(scoreOf), retrained.map(scoreOf)),
    emptyChance: emptyChance(trials, retrained.length),
  };
}

type ScoreOf = (trial: Trial) => number;

/** Headline score of a trial of a study; 0 of one that has none. */
const scorer =
  (study: Study): ScoreOf =>
  (trial) =>
    headlineScore(study, trial) ?? 0;

const worstFirst = (trials: readonly Trial[], scoreOf: ScoreOf): readonly Trial[] =>
  trials.filter(({ status }) => status === "finished").sort((a, b) => scoreOf(a) - scoreOf(b));
