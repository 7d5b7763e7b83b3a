import { isBaseline } from "./architecture.ts";
import type { Study } from "./study.ts";
import { hasEnded, type EndedTrial, type Trial } from "./trial.ts";

/** Trials of a stage, in the order in which they were asked for. */
export const trialsOf = (study: Study, stage: number): readonly Trial[] =>
  study.trials.filter((trial) => trial.stage === stage);

/** Trials of a stage that count against its size: a search's candidates without its baselines, all trials of any other stage. */
export const candidatesOf = (study: Study, stage: number): readonly Trial[] =>
  trialsOf(study, stage).filter((trial) => !isBaseline(trial));

/** Ended trials in the order they ended. */
export const endedTrials = (study: Study): readonly EndedTrial[] =>
  study.endedOrder.map((id) => study.trials[id]).filter((trial) => trial !== undefined && hasEnded(trial));

/** The trial that a stage which has begun works on, the first of several; null where it works on none. */
export const sourceOf = (study: Study, stage: number): Trial | null =>
  study.trials[study.sources[stage]?.[0] ?? -1] ?? null;
