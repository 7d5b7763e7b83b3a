import type { StudySummary } from "../worker/studioApi.ts";

/** The kept study that was worked on last, where it has work left. */
export function interruptedStudy(studies: readonly StudySummary[] | undefined): StudySummary | null {
  const [newest] = (studies ?? []).toSorted((one, other) => other.changedAt - one.changedAt);
  return newest?.state === "interrupted" ? newest : null;
}
