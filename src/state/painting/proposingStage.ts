import { kindOf } from "../../core/stages/index.ts";
import type { StudioState } from "../store.ts";

/** The last stage of the open study for which slices are being corrected; null where none are, or another tab writes the study. */
export function proposingStage({ study, live }: Pick<StudioState, "study" | "live">): number | null {
  if (!study || live?.owner !== "here") return null;
  const index = study.spec.stages.findLastIndex((stage) => kindOf(stage).proposal(stage) !== null);
  return index < 0 ? null : index;
}
