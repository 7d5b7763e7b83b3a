import { progressOf } from "../core/stages/stages.ts";
import type { Study } from "../core/study/study.ts";
import { lastStep } from "../core/study/trial.ts";
import type { StudySummary } from "../worker/studioApi.ts";
import { trialName } from "./roomSummary.ts";

/** Where an open study stopped: "3 of 8 networks, trial 4 stopped at step 25". */
export function stoppedAt(study: Study): string {
  const { done, planned } = progressOf(study);
  const stopped = study.trials.filter(({ status }) => status === "running").at(-1);
  const where =
    stopped && lastStep(stopped) > 0 ? `, ${trialName(study, stopped.id)} stopped at step ${lastStep(stopped)}` : "";
  return `${done} of ${planned} networks${where}`;
}

/** The kept study that was worked on last, where it has work left. */
export function interruptedStudy(studies: readonly StudySummary[] | undefined): StudySummary | null {
  const [newest] = (studies ?? []).toSorted((one, other) => other.changedAt - one.changedAt);
  return newest?.state === "interrupted" ? newest : null;
}
