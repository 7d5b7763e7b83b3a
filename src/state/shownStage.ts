import { isBaseline } from "../core/study/architecture.ts";
import { currentStage, isTest } from "../core/stages/stages.ts";
import type { RankedTrials } from "../core/study/ranking.ts";
import type { Study } from "../core/study/study.ts";
import type { StudioState } from "./store.ts";

/** Index of the stage that the Search room shows: the one chosen, else the one that is worked on, else the last that trained something. */
export function shownStage(study: Study, { shownStage: chosen }: Pick<StudioState, "shownStage">): number {
  if (chosen !== null && chosen < study.spec.stages.length) return chosen;
  const lastTrained = study.trials.at(-1)?.stage ?? 0;
  const current = currentStage(study);
  return current !== null && !isTest(study.spec.stages[current]!) ? current : lastTrained;
}

/** Index of the stage that progress is told of: the one that is worked on; once all are done, the one that is shown. */
export const workedStage = (study: Study, state: Pick<StudioState, "shownStage">): number =>
  currentStage(study) ?? shownStage(study, state);

/** Trials that tables and plots show together. */
export type ShownTrials = RankedTrials;

/** The trials of one stage, and the baselines. */
export const onlyStage = (study: Study, stage: number): ShownTrials => ({
  spec: study.spec,
  trials: study.trials.filter((trial) => trial.stage === stage || isBaseline(trial)),
});
