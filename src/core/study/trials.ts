import type { Study } from "./study.ts";
import { hasEnded, type EndedTrial, type Trial } from "./trial.ts";

/** Trials of a stage, in the order in which they were asked for. */
export const trialsOf = ({ trials }: Study, stage: number): readonly Trial[] => trials.pick(trials.stage(stage).ids);

/** Ended trials in the order they ended. */
export const endedTrials = ({ trials }: Study): readonly EndedTrial[] => trials.pick(trials.ended).filter(hasEnded);

/** The trial that a stage which has begun works on, the first of several; null where it works on none. */
export function sourceOf({ sources, trials }: Study, stage: number): Trial | null {
  const id = sources[stage]?.[0];
  return id === undefined ? null : (trials.at(id) ?? null);
}
