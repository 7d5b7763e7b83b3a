import { bestTrial } from "../study/ranking.ts";
import { isComparison } from "../stages/stages.ts";
import type { Study } from "../study/study.ts";
import { kindOf } from "../stages/index.ts";
import { sourceOf, trialsOf } from "../study/trials.ts";
import { isTrainedAlone, repeatOf } from "../study/architecture.ts";
import type { Trial } from "../study/trial.ts";
import { medianOf } from "../statistics.ts";
import { headlineScore } from "./headline.ts";

/** Scores of one network trained again and again, and where other trials of it stand among them (spec 1.7). */
export interface RetrainingControl {
  readonly stage: number;
  readonly source: Trial;
  /** Retrainings that finished, worst first. */
  readonly retrained: readonly Trial[];
  readonly minimum: number;
  readonly median: number;
  readonly maximum: number;
  /** The best trial of a later stage that searched this network's training; null before there is one. */
  readonly tuned: Trial | null;
  /** Share of the retrainings that scored less than the tuned trial, 0 … 1. */
  readonly percentile: number | null;
  /** What may be claimed, with the numbers. */
  readonly sentence: string;
}

/** Judges a retraining stage; null before its first retraining has finished, and where the source was trained otherwise. */
export function retrainingControl(study: Study, stage: number): RetrainingControl | null {
  const scoreOf = scorer(study);
  const spec = study.spec.stages[stage];
  const source = sourceOf(study, stage);
  const retrained = trialsOf(study, stage)
    .filter(({ status }) => status === "finished")
    .sort((a, b) => scoreOf(a) - scoreOf(b));
  if (
    !source ||
    !spec ||
    !isTrainedAlone(source) ||
    kindOf(spec).judged(study, stage, spec) !== "luck" ||
    retrained.length === 0
  )
    return null;
  const scores = retrained.map(scoreOf);
  const tuned = tunedTrial(study, source.id);
  const spread = { minimum: scores[0]!, median: medianOf(scores), maximum: scores.at(-1)! };
  const percentile = tuned && scores.filter((score) => score < scoreOf(tuned)).length / scores.length;
  return {
    stage,
    source,
    retrained,
    ...spread,
    tuned,
    percentile,
    sentence: sentence({ source, count: retrained.length, ...spread, tuned }, scoreOf),
  };
}

/** What a study of two stages comes to: the retraining control with a tuned winner; null before there is one. */
export function twoStageResult(study: Study): (RetrainingControl & { readonly tuned: Trial }) | null {
  for (const index of study.spec.stages.keys()) {
    const control = retrainingControl(study, index);
    if (control?.tuned) return { ...control, tuned: control.tuned };
  }
  return null;
}

/** The trials of the paper's figure: the best of stage 1, its luckiest retraining where that is better, and the best of stage 2. */
export function figureTrials(study: Study): readonly Trial[] {
  const result = twoStageResult(study);
  if (!result) return [];
  const scoreOf = scorer(study);
  const luckiest = result.retrained.at(-1)!;
  return [scoreOf(luckiest) > scoreOf(result.source) ? luckiest : result.source, result.tuned];
}

/** Of any trial, the scores of every training of its network with its own training numbers: the trial itself and its retrainings. */
export function scoresOfSeeds(study: Study): (trial: Trial) => readonly number[] {
  const again = new Map<number, Trial[]>();
  for (const trial of study.trials) {
    const repeated = repeatOf(trial);
    if (repeated === null || isComparison(study, trial.stage)) continue;
    again.set(repeated, [...(again.get(repeated) ?? []), trial]);
  }
  return (trial) =>
    [trial, ...(again.get(trial.id) ?? [])]
      .filter((one) => one.status === "finished" && isTrainedAlone(one))
      .map(scorer(study));
}

/** The best of all stages that searched the training of a trial's network. */
function tunedTrial(study: Study, source: number): Trial | null {
  const stages = study.spec.stages.flatMap((stage, index) =>
    kindOf(stage).tunes(stage) && study.sources[index]?.[0] === source ? [index] : [],
  );
  const best = stages.flatMap((stage) => bestTrial(study, { stage }) ?? []);
  const scoreOf = scorer(study);
  return best.sort((a, b) => scoreOf(b) - scoreOf(a))[0] ?? null;
}

/** Headline score of a trial of a study; 0 of one that has none. */
const scorer =
  (study: Study) =>
  (trial: Trial): number =>
    headlineScore(study, trial) ?? 0;

const three = (value: number): string => value.toFixed(3);

interface Told extends Pick<RetrainingControl, "source" | "minimum" | "median" | "maximum" | "tuned"> {
  readonly count: number;
}

function sentence({ source, count, minimum, median, maximum, tuned }: Told, scoreOf: (trial: Trial) => number): string {
  const spread = `Trial ${source.label} scored ${three(scoreOf(source))}; retrained ${count} times it scored ${three(minimum)} to ${three(maximum)}, median ${three(median)}`;
  if (!tuned) return `${spread}.`;
  const gain = scoreOf(tuned) - Math.max(maximum, scoreOf(source));
  const against = `Trial ${tuned.label}, with optimised training numbers, scored ${three(scoreOf(tuned))}`;
  if (gain > 0)
    return `${spread}. ${against}: ${three(gain)} more than its luckiest training before, so the gain is more than luck with the weights.`;
  const reached =
    scoreOf(tuned) > maximum ? `no more than trial ${source.label} itself` : "which retraining alone also reaches";
  return `${spread}. ${against}, ${reached}: no gain can be claimed.`;
}
