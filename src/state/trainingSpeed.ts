import type { StudioState } from "./store.ts";

export interface TrainingSpeed {
  readonly stepsPerSecond: number;
  /** Predicted peak memory of all that trains, in bytes. */
  readonly bytes: number;
}

/** How fast all that trains now goes, together, and what it needs; null while nothing runs or nothing is measured yet. */
export function trainingSpeed({
  live,
  study,
  progress,
}: Pick<StudioState, "live" | "study" | "progress">): TrainingSpeed | null {
  if (!study || live === null || live.state === "idle") return null;
  const running = study.trials.unfinished;
  const stepsPerSecond = running.reduce((sum, { id }) => sum + (progress.get(id)?.stepsPerSecond ?? 0), 0);
  const bytes = running.reduce((sum, { cost }) => sum + (cost?.trainingBytes ?? 0), 0);
  return stepsPerSecond > 0 ? { stepsPerSecond, bytes } : null;
}
