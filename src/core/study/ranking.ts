import { DEFAULT_METRIC } from "../judging/defaultMetrics.ts";
import { minimised, type Objective } from "../space/objective.ts";
import type { Stage } from "../stages/index.ts";
import type { StudySpec } from "./spec.ts";
import type { Study } from "./study.ts";
import { isTrainedAlone, PROPOSED, type ArchitectureKind } from "./architecture.ts";
import { latestScores, type Trial } from "./trial.ts";
import { betterBy, LEADERS, type Rank, type TrialList, type Trials } from "./trialList.ts";

export interface BestOptions {
  readonly kinds?: readonly ArchitectureKind[];
  /** Only trials of this stage. */
  readonly stage?: number;
}

/** The finished trial that comes nearest to what the study optimises, on the validation part; of equal ones the first. */
export function bestTrial(study: Study, { kinds = PROPOSED, stage }: BestOptions = {}): Trial | null {
  const stages = stage === undefined ? study.spec.stages.keys() : [stage];
  const ids = Array.from(stages).flatMap((index) =>
    kinds.flatMap((kind) => study.trials.stage(index).best.get(kind) ?? []),
  );
  return firstOf(study.trials.pick(ids), ranking(study));
}

/** The same of some trials, such as those that are shown. */
export function bestAmong(shown: RankedTrials, kinds = PROPOSED): Trial | null {
  const isOfKind = ({ status, architecture }: Trial) => status === "finished" && kinds.includes(architecture.kind);
  return firstOf(shown.trials.filter(isOfKind), ranking(shown));
}

/** The one that ranks highest; of equal ones that with the lowest id. */
function firstOf(trials: readonly Trial[], rank: Rank): Trial | null {
  const isBetter = betterBy(rank);
  return trials.reduce<Trial | null>((best, trial) => (!best || isBetter(trial, best) ? trial : best), null);
}

/** Trials to be ranked; by the default metric where it is not said what their study optimises. */
export interface RankedTrials {
  readonly trials: Trials;
  readonly spec?: StudySpec;
}

/** What is optimised where no search says it. */
export const DEFAULT_OBJECTIVE: Objective = { metric: DEFAULT_METRIC, goal: "maximise" };

/** What the first search among the stages optimises; null where none searches by trials. */
export function firstObjective(stages: readonly Stage[]): Objective | null {
  const search = stages.find((stage) => stage.kind === "search");
  return search?.kind === "search" ? search.objective : null;
}

/** Higher is better: the objective of the study's first search with its sign turned. */
export function ranking({ spec }: { readonly spec?: Pick<StudySpec, "stages"> }): Rank {
  const objective = firstObjective(spec?.stages ?? []) ?? DEFAULT_OBJECTIVE;
  return (trial) => {
    const scores = latestScores(trial);
    const value = scores && minimised(objective, scores);
    return value === null ? -Infinity : -value;
  };
}

/** The best trainings of some stages together, retrained ones among them (spec 2.4: top-N on the validation part). */
export function bestTrainings({ trials, spec }: Study, from: readonly number[], count: number): readonly Trial[] {
  const rank = ranking({ spec });
  const pool =
    count <= LEADERS ? from.flatMap((stage) => trials.pick(trials.stage(stage).leaders)) : finishedOf(trials, from);
  return pool.toSorted((a, b) => rank(b) - rank(a) || a.id - b.id).slice(0, count);
}

/** The best training of all stages, which an ensemble is held against (the poster's figure); null before one has finished. */
export const bestAlone = (study: Study): Trial | null =>
  bestTrainings(study, [...study.spec.stages.keys()], 1)[0] ?? null;

const finishedOf = (trials: TrialList, from: readonly number[]): readonly Trial[] =>
  trials.filter((trial) => from.includes(trial.stage) && trial.status === "finished" && isTrainedAlone(trial));
