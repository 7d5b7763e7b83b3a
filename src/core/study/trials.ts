import type { Study } from "./study.ts";
import { hasEnded, type EndedTrial, type Trial } from "./trial.ts";

/** Trials of a stage, in the order in which they were asked for. */
export const trialsOf = ({ trials }: Study, stage: number): readonly Trial[] => trials.pick(trials.stage(stage).ids);

/** The last trial of a stage that came to its end; null where none has. */
export const lastFinished = (study: Study, stage: number): Trial | null =>
  trialsOf(study, stage).findLast(({ status }) => status === "finished") ?? null;

/** Ended trials in the order they ended. */
export const endedTrials = ({ trials }: Study): readonly EndedTrial[] => trials.pick(trials.ended).filter(hasEnded);

/** The trial that a stage which has begun works on, the first of several; null where it works on none. */
export function sourceOf({ sources, trials }: Study, stage: number): Trial | null {
  const id = sources[stage]?.[0];
  return id === undefined ? null : (trials.at(id) ?? null);
}
