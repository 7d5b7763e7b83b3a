import { originOf } from "../stages/origin.ts";
import { sharedSearchOf, supernetOf } from "../stages/supernet.ts";
import type { Recipe } from "../space/recipe.ts";
import { expectedMaximum, meanOf, rankCorrelationOf, sumOf, varianceOf } from "../statistics.ts";
import { genotypeOf, isControl, isShared, repeatOf, roleOf } from "../study/architecture.ts";
import type { Study } from "../study/study.ts";
import type { Trial } from "../study/trial.ts";
import { sourceOf, trialsOf } from "../study/trials.ts";
import { headlineScore } from "./headline.ts";
import { sharedSentence } from "./sharedSentence.ts";

/** A member that was scored with shared weights and trained by itself as well. */
export interface TwiceScored {
  readonly trial: Trial;
  readonly shared: number;
  /** Mean over its own trainings. */
  readonly own: number;
}

/** What scores by shared weights are worth, and what a search by them can have gained (spec 3.6, as amended). */
export interface SharedScores {
  readonly stage: number;
  readonly members: readonly TwiceScored[];
  /** Rank correlation of both scores; null of fewer than three members. */
  readonly correlation: number | null;
  /** Deviation between random members that seeds do not explain; null of fewer than two. */
  readonly spread: number | null;
  /** Deviation between trainings of one network from other seeds; null where none was repeated. */
  readonly seeds: number | null;
  /** Entropy that the controller has left, as a share of that of uniform choices; null before its first epoch. */
  readonly entropy: number | null;
  /** How far above the mean the best of the samples is expected; null where correlation or spread is not known. */
  readonly gain: number | null;
  readonly sentence: string;
}

/** Fewer ranks than this say nothing of a correlation. */
const FEWEST_RANKED = 3;

/** Judges the shared weights of a stage by what was trained by itself later; null before anything was. */
export function sharedScoresOf(study: Study, stage: number): SharedScores | null {
  const supernet = supernetOf(study, stage);
  if (!supernet) return null;
  const trained = trainedAlike(study, stage);
  const members = trialsOf(study, stage).flatMap((trial) => scoredTwice(study, trial, trained));
  if (members.length === 0) return null;
  const controls = trained.filter(isControl).map((trial) => scoreOf(study, trial));
  const seeds = seedDeviation(study, trained);
  const correlation = correlationOf(members);
  const spread = spreadOf(controls, seeds ?? 0);
  const { samples } = sharedSearchOf(study, stage);
  const isKnown = correlation !== null && spread !== null;
  const found = {
    ...{ stage, members, correlation, spread, seeds },
    entropy: entropyLeft(supernet),
    gain: isKnown ? expectedMaximum(samples) * Math.max(0, correlation) * spread : null,
  };
  return { ...found, sentence: sharedSentence(found, samples, foundTrainings(trained)) };
}

/** The shared weights that a stage's networks come from, where it retrains what was found with such. */
export const sharedStageOf = (study: Study, index: number): number | null => {
  const source = sourceOf(study, index);
  return source && isShared(source) ? source.stage : null;
};

const scoreOf = (study: Study, trial: Trial): number => headlineScore(study, trial) ?? 0;

/** Finished trainings beside what shared weights found, on the patches and the data that these were trained on. */
function trainedAlike(study: Study, stage: number): readonly Trial[] {
  const dataOf = ({ patch, trainingShare = 1 }: Recipe) => [...patch, trainingShare].join();
  const data = dataOf(sharedSearchOf(study, stage).recipe);
  return study.spec.stages.flatMap((_, index) =>
    sharedStageOf(study, index) === stage && dataOf(originOf(study, index).recipe) === data
      ? trialsOf(study, index).filter(({ status }) => status === "finished")
      : [],
  );
}

function scoredTwice(study: Study, trial: Trial, trained: readonly Trial[]): readonly TwiceScored[] {
  if (trial.status !== "finished" || genotypeOf(trial) === null) return [];
  const member = JSON.stringify(genotypeOf(trial));
  const own = trained.filter(
    (other) => repeatOf(other) === trial.id || (isControl(other) && JSON.stringify(genotypeOf(other)) === member),
  );
  return own.length === 0
    ? []
    : [{ trial, shared: scoreOf(study, trial), own: meanOf(own.map((other) => scoreOf(study, other))) }];
}

const correlationOf = (members: readonly TwiceScored[]): number | null =>
  members.length < FEWEST_RANKED
    ? null
    : rankCorrelationOf(
        members.map(({ shared }) => shared),
        members.map(({ own }) => own),
      );

/** What random members differ by beyond what their seeds do. */
const spreadOf = (controls: readonly number[], seeds: number): number | null =>
  controls.length < 2 ? null : Math.sqrt(Math.max(0, varianceOf(controls) - seeds ** 2));

/** Deviation within the networks that were trained more than once, all of them together. */
function seedDeviation(study: Study, trained: readonly Trial[]): number | null {
  const groups = new Map<string, number[]>();
  for (const trial of trained.filter((one) => !isControl(one))) {
    const { architecture, label } = trial;
    const name = roleOf(architecture).group(architecture, label, (id) => study.trials.at(id)!.label);
    groups.set(name, [...(groups.get(name) ?? []), scoreOf(study, trial)]);
  }
  const repeated = [...groups.values()].filter(({ length }) => length > 1);
  const freedom = sumOf(repeated.map(({ length }) => length - 1));
  return freedom === 0
    ? null
    : Math.sqrt(sumOf(repeated.map((scores) => varianceOf(scores) * (scores.length - 1))) / freedom);
}

const foundTrainings = (trained: readonly Trial[]): number =>
  trained.filter((trial) => repeatOf(trial) !== null).length;

function entropyLeft({ shared }: Trial): number | null {
  const last = shared?.epochs.at(-1);
  return last ? last.entropy / last.uniformEntropy : null;
}
