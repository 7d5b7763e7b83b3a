import { bestTrial } from "../core/search/study.ts";
import { hasEnded } from "../core/search/trial.ts";
import type { StudioState } from "./store.ts";

/** Trials whose pictures are worth memory: those that run, the best, those that are chosen, and the one that was just asked for. */
export function shownTrials({ study, trialIds, openedTrial }: Pick<StudioState, "study" | "trialIds" | "openedTrial">, asked: number): ReadonlySet<number> {
  const running = study?.trials.filter((trial) => !hasEnded(trial)).map(({ id }) => id) ?? [];
  const best = study && bestTrial(study);
  return new Set([asked, ...running, ...(best ? [best.id] : []), ...trialIds, ...(openedTrial === null ? [] : [openedTrial])]);
}
