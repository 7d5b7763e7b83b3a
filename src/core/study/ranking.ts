import { DEFAULT_METRIC } from "../judging/defaultMetrics.ts";
import { firstObjective, minimised, type Objective } from "../space/objective.ts";
import type { Study } from "./study.ts";
import { isTrainedAlone, latestScores, type Architecture, type Trial } from "./trial.ts";

/** Architectures that `bestTrial` looks at unless told otherwise: what the study itself proposed. */
const PROPOSED: readonly Architecture["kind"][] = ["genotype"];

export interface BestOptions {
  readonly kinds?: readonly Architecture["kind"][];
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
const isOfKind = ({ trials }: RankedTrials, { architecture }: Trial, kinds: BestOptions["kinds"] & object): boolean =>
  kinds.includes(architecture.kind) ||
  (kinds.includes("genotype") &&
    architecture.kind === "retrained" &&
    trials.find(({ id }) => id === architecture.trial)?.architecture.kind === "derived");

/** With baselines, for where a study may have nothing else. */
export const PROPOSED_AND_BASELINES: readonly Architecture["kind"][] = ["genotype", "network"];

/** Trials to be ranked; by the default metric where it is not said what their study optimises. */
export type RankedTrials = Pick<Study, "trials"> & Partial<Pick<Study, "spec">>;

const DEFAULT_OBJECTIVE: Objective = { metric: DEFAULT_METRIC, goal: "maximise" };

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
