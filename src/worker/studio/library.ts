import { endedTrials } from "../../core/study/trials.ts";
import { toErrorRecord } from "../../core/errors.ts";
import type { Study } from "../../core/study/study.ts";
import { currentStage, progressOf } from "../../core/stages/stages.ts";
import { DEFAULT_METRIC } from "../../core/judging/defaultMetrics.ts";
import { headlineMetric, headlineScore } from "../../core/judging/headline.ts";
import type { FileStore } from "../../storage/fileStore.ts";
import type { LoggedEvent } from "../../core/study/events.ts";
import { openStudyFolder, type StudyFolder } from "../../storage/studyFolder.ts";
import { damageText, logBytes } from "../../storage/studyLog.ts";
import type { LibraryApi, StudySummary } from "../studioApi.ts";
import type { StudyStorage } from "./openStudy.ts";
import { refuseBusy, type StudyLock, type StudyLocks } from "./studyLocks.ts";

const FOLDER = "studies";
/** A study with this file is deleted for good at the next start. */
const REMOVED = "removed";
const UNDO_MILLISECONDS = 60_000;

interface LibraryParts {
  readonly files: FileStore;
  readonly isDurable: boolean;
  readonly locks: StudyLocks;
}

/** The studies kept in this browser. */
export function createLibrary({ files, isDurable, locks }: LibraryParts) {
  const folders = new Map<string, StudyFolder>();
  const path = (id: string) => `${FOLDER}/${id}`;
  /** Studies that are hidden here, each locked until it is deleted for good or brought back. */
  const doomed = new Map<string, { readonly timer: ReturnType<typeof setTimeout>; readonly lock: StudyLock }>();
  const swept = sweep();

  const isRemoved = async (id: string): Promise<boolean> => (await files.size(`${path(id)}/${REMOVED}`)) > 0;

  /** Deletes what was hidden by tabs that are gone; what another tab may yet bring back is locked by it. */
  async function sweep(): Promise<void> {
    for (const id of await files.list(FOLDER)) {
      const lock = (await isRemoved(id)) ? await locks.take(id) : null;
      if (lock) await files.remove(path(id));
      lock?.release();
    }
  }

  function folder(id: string): StudyFolder {
    const known = folders.get(id) ?? openStudyFolder(files, path(id));
    folders.set(id, known);
    return known;
  }

  async function summarise(
    id: string,
    running: string | null,
    elsewhere: "open" | "running" | undefined,
  ): Promise<StudySummary | null> {
    if (await isRemoved(id)) return null;
    const bytes = await folder(id).bytes();
    const read = await folder(id)
      .readLog()
      .catch((error: unknown) => toErrorRecord(error).message);
    if (typeof read === "string") return unreadable(id, read, bytes);
    if (!read.study) return null;
    const summary = summaryOf(id, read.study, read.events, bytes, id === running);
    if (elsewhere) return { ...summary, state: elsewhere === "running" ? "runsElsewhere" : "openElsewhere" };
    return read.damage ? { ...summary, state: "damaged", problem: damageText(read.damage) } : summary;
  }

  function forget(id: string): void {
    const gone = doomed.get(id);
    clearTimeout(gone?.timer);
    gone?.lock.release();
    doomed.delete(id);
  }

  return {
    path,
    folder,
    newId: () => `${Date.now().toString(36)}-${Math.floor(Math.random() * 1e9).toString(36)}`,
    async list(running: string | null): ReturnType<LibraryApi["list"]> {
      await swept;
      const elsewhere = await locks.elsewhere();
      const ids = await files.list(FOLDER);
      const studies = (await Promise.all(ids.map((id) => summarise(id, running, elsewhere.get(id))))).filter(
        (summary) => summary !== null,
      );
      return {
        studies: studies.sort((a, b) => b.changedAt - a.changedAt),
        usedBytes: await files.size(FOLDER),
        quotaBytes: await grantedBytes(),
        isDurable,
      };
    },
    /** Throws StudioError "StudyBusy" where another tab writes the study. */
    async remove(id: string): Promise<void> {
      const lock = (await locks.take(id)) ?? refuseBusy("delete it");
      await files.write(`${path(id)}/${REMOVED}`, Uint8Array.of(1));
      const timer = setTimeout(() => void files.remove(path(id)).finally(() => forget(id)), UNDO_MILLISECONDS);
      doomed.set(id, { timer, lock });
    },
    async undoRemove(id: string): Promise<void> {
      await files.remove(`${path(id)}/${REMOVED}`);
      forget(id);
    },
    /** The ground that a study of this library is written on. */
    storage: (id: string): StudyStorage => ({
      isDurable,
      isThere: async () => (await files.size(`${path(id)}/log.jsonl`)) > 0,
      async rewrite(log) {
        await files.release(path(id));
        await files.write(`${path(id)}/log.jsonl`, logBytes(log));
      },
      release: () => files.release(path(id)),
    }),
  };
}

/** Bytes the browser lets this page keep; 0 where it does not say (Safari before 17, WebKitGTK, pages without TLS). */
async function grantedBytes(): Promise<number> {
  const { navigator } = globalThis as { readonly navigator?: { readonly storage?: Partial<StorageManager> } };
  return (await navigator?.storage?.estimate?.())?.quota ?? 0;
}

/** A study of which nothing can be read is listed all the same, with the reason: it is there, and another version may read it. */
const unreadable = (id: string, problem: string, bytes: number): StudySummary => ({
  id,
  name: `Study ${id}`,
  datasetName: "",
  best: null,
  metric: DEFAULT_METRIC,
  done: 0,
  planned: 0,
  state: "unreadable",
  problem,
  spark: [],
  bytes,
  changedAt: 0,
});

function summaryOf(
  id: string,
  study: Study,
  events: readonly LoggedEvent[],
  bytes: number,
  isRunning: boolean,
): StudySummary {
  let best = 0;
  const spark = endedTrials(study).map((trial) => (best = Math.max(best, headlineScore(study, trial) ?? 0)));
  const { done, planned } = progressOf(study);
  const state = isRunning
    ? "running"
    : currentStage(study) === null
      ? "done"
      : study.lastRun?.because === "failed"
        ? "failed"
        : "interrupted";
  return {
    id,
    name: study.spec.name,
    datasetName: study.spec.task.datasetName,
    best: spark.length > 0 ? best : null,
    metric: headlineMetric(study),
    done,
    planned,
    state,
    spark,
    bytes,
    changedAt: events.at(-1)?.at ?? 0,
  };
}
