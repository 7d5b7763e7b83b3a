import type { Study } from "../../core/search/study.ts";
import { currentStage, progressOf } from "../../core/search/stages.ts";
import { latestScores } from "../../core/search/trial.ts";
import type { FileStore } from "../../storage/fileStore.ts";
import type { LoggedEvent } from "../../storage/eventSchema.ts";
import { openStudyFolder, type StudyFolder } from "../../storage/studyFolder.ts";
import type { LibraryApi, StudySummary } from "../studioApi.ts";

const FOLDER = "studies";
/** A study with this file is deleted for good at the next start. */
const REMOVED = "removed";
const UNDO_MILLISECONDS = 60_000;

/** The studies kept in this browser. */
export function createLibrary(files: FileStore) {
  const folders = new Map<string, StudyFolder>();
  const path = (id: string) => `${FOLDER}/${id}`;
  const doomed = new Map<string, ReturnType<typeof setTimeout>>();
  const swept = sweep();

  async function sweep(): Promise<void> {
    for (const id of await files.list(FOLDER)) if ((await files.size(`${path(id)}/${REMOVED}`)) > 0) await files.remove(path(id));
  }

  function folder(id: string): StudyFolder {
    const known = folders.get(id) ?? openStudyFolder(files, path(id));
    folders.set(id, known);
    return known;
  }

  async function summarise(id: string, running: string | null): Promise<StudySummary | null> {
    const { events, study } = await folder(id).readLog().catch(() => ({ events: [], study: null }));
    return study && summaryOf(id, study, events, await folder(id).bytes(), id === running);
  }

  return {
    path,
    folder,
    newId: () => `${Date.now().toString(36)}-${Math.floor(Math.random() * 1e9).toString(36)}`,
    async list(running: string | null): ReturnType<LibraryApi["list"]> {
      await swept;
      const ids = (await files.list(FOLDER)).filter((id) => !doomed.has(id));
      const studies = (await Promise.all(ids.map((id) => summarise(id, running)))).filter((summary) => summary !== null);
      return { studies: studies.sort((a, b) => b.changedAt - a.changedAt), usedBytes: await files.size(FOLDER), quotaBytes: await grantedBytes() };
    },
    async remove(id: string): Promise<void> {
      await files.write(`${path(id)}/${REMOVED}`, Uint8Array.of(1));
      doomed.set(id, setTimeout(() => void files.remove(path(id)).then(() => doomed.delete(id)), UNDO_MILLISECONDS));
    },
    async undoRemove(id: string): Promise<void> {
      clearTimeout(doomed.get(id));
      doomed.delete(id);
      await files.remove(`${path(id)}/${REMOVED}`);
    },
  };
}

/** Bytes the browser lets this page keep; 0 where it does not say (Safari before 17, WebKitGTK, pages without TLS). */
async function grantedBytes(): Promise<number> {
  const { storage } = navigator as { readonly storage?: Partial<StorageManager> };
  return (await storage?.estimate?.())?.quota ?? 0;
}

function summaryOf(id: string, study: Study, events: readonly LoggedEvent[], bytes: number, isRunning: boolean): StudySummary {
  let best = 0;
  const spark = study.endedOrder.map((trial) => (best = Math.max(best, latestScores(study.trials[trial]!)?.meanIou ?? 0)));
  const { done, planned } = progressOf(study);
  const state = isRunning ? "running" : currentStage(study) === null ? "done" : study.lastRun?.because === "failed" ? "failed" : "interrupted";
  return { id, name: study.spec.name, datasetName: study.spec.task.datasetName, best: spark.length > 0 ? best : null, done, planned, state, spark, bytes, changedAt: events.at(-1)?.at ?? 0 };
}
