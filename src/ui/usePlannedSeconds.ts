import { plannedSeconds } from "../state/plannedTime.ts";
import { useStudio } from "./studioContext.ts";

/** Predicted seconds of all stages of the plan; null before the machine was measured and networks were sampled. */
export const usePlannedSeconds = (): number | null =>
  useStudio((state) => plannedSeconds(state)?.reduce((sum, seconds) => sum + seconds, 0) ?? null);
