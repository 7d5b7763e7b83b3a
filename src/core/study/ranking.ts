import { DEFAULT_METRIC } from "../judging/defaultMetrics.ts";
import { minimised, type Objective } from "../space/objective.ts";
import type { Stage } from "../stages/index.ts";
import type { Study } from "./study.ts";
import { isShared, isTrainedAlone, PROPOSED, repeatOf, type ArchitectureKind } from "./architecture.ts";
import { latestScores, type Trial } from "./trial.ts";

export interface BestOptions {
  readonly kinds?: readonly ArchitectureKind[];
  /** Only trials of this stage. */
  readonly stage?: number;
}

/** The finished trial that comes nearest to what the study minimises, on the validation part; of equal ones the first. */
export function bestTrial(study: RankedTrials, { kinds = PROPOSED, stage }: BestOptions = {}): Trial | null {
  const finished = study.trials.filter(
    (trial) =>
      trial.status === "finished" && isOfKind(study, trial, kinds) && (stage === undefined || trial.stage === stage),
  );
  const rank = ranking(study);
  return finished.reduce<Trial | null>((best, trial) => (!best || rank(trial) > rank(best) ? trial : best), null);
}

/** A network that was found with shared weights is first trained by itself when it is retrained: that is what the study proposed. */
function isOfKind({ trials }: RankedTrials, trial: Trial, kinds: readonly ArchitectureKind[]): boolean {
  if (kinds.includes(trial.architecture.kind)) return true;
  const repeated = repeatOf(trial);
  const source = repeated === null ? undefined : trials.find(({ id }) => id === repeated);
  return source !== undefined && isShared(source) && kinds.some((kind) => PROPOSED.includes(kind));
}

/** Trials to be ranked; by the default metric where it is not said what their study optimises. */
export type RankedTrials = Pick<Study, "trials"> & Partial<Pick<Study, "spec">>;

const DEFAULT_OBJECTIVE: Objective = { metric: DEFAULT_METRIC, goal: "maximise" };

/** What the first search among the stages optimises; null where none searches by trials. */
export function firstObjective(stages: readonly Stage[]): Objective | null {
  const search = stages.find((stage) => stage.kind === "search");
  return search?.kind === "search" ? search.objective : null;
}

/** Higher is better: the objective of the study's first search with its sign turned. */
export function ranking({ spec }: Partial<Pick<Study, "spec">>): (trial: Trial) => number {
  const objective = firstObjective(spec?.stages ?? []) ?? DEFAULT_OBJECTIVE;
  return (trial) => {
    const scores = latestScores(trial);
    const value = scores && minimised(objective, scores);
    return value === null ? -Infinity : -value;
  };
}

/** The best trainings of some stages together, retrained ones among them (spec 2.4: top-N on the validation part). */
export function bestTrainings(study: Study, from: readonly number[], count: number): readonly Trial[] {
  const rank = ranking(study);
  const pool = study.trials.filter(
    (trial) => from.includes(trial.stage) && trial.status === "finished" && isTrainedAlone(trial),
  );
  return pool.sort((a, b) => rank(b) - rank(a) || a.id - b.id).slice(0, count);
}
