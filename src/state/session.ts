import type { Room } from "./frameSlice.ts";
import type { Stage } from "../core/stages/index.ts";
import type { Recipe } from "../core/space/recipe.ts";
import type { RunSetup } from "./planSlice.ts";
import type { StudioState, StudioStore } from "./store.ts";

/** What a page takes with it over a reload: where one was, what was planned, and the open study. */
export interface Session {
  readonly room: Room;
  readonly plan: readonly Stage[];
  readonly usualRecipe: Recipe;
  readonly setup: RunSetup;
  readonly isSettingUp: boolean;
  readonly studyId: string | null;
  readonly wasRunning: boolean;
}

/** Whether a reload would lose something: open data that no study keeps, or a study without storage. */
export function wouldLose({ data, study, live, opening }: StudioState): boolean {
  const hasData = data !== null && (data.image !== null || data.labels !== null);
  const isKept = study !== null && live !== null && live.kept.isDurable && live.kept.problem === null;
  const isOfStudy = study !== null && data?.datasetId === study.spec.task.datasetId;
  const isPainted = data !== null && (data.painting?.done.length ?? 0) > 0;
  return opening !== null || (study !== null && !isKept) || (hasData && !isOfStudy && !isPainted);
}

/** Stops what runs, with its checkpoints, and says what to come back to. */
export async function leaveForReload(store: StudioStore): Promise<Session> {
  const { room, plan, usualRecipe, setup, isSettingUp, study, live, pauseStudy } = store.getState();
  const wasRunning = live !== null && live.owner === "here" && (live.state === "running" || live.state === "finishing");
  if (wasRunning) await pauseStudy();
  return { room, plan, usualRecipe, setup, isSettingUp, studyId: study && live ? live.studyId : null, wasRunning };
}

/** Comes back to where a reload left off; a study that ran goes on. */
export async function returnTo(
  store: StudioStore,
  { room, plan, usualRecipe, setup, isSettingUp, studyId, wasRunning }: Session,
): Promise<void> {
  if (studyId !== null) await store.getState().openStudy(studyId);
  store.getState().replacePlan(plan, usualRecipe);
  store.setState({ room, setup, isSettingUp });
  if (studyId !== null && wasRunning) await store.getState().resumeStudy();
}
