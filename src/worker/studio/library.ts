import { toErrorRecord } from "../../core/errors.ts";
import type { FileStore } from "../../storage/fileStore.ts";
import { openStudyFolder, type StudyFolder } from "../../storage/studyFolder.ts";
import { logBytes } from "../../storage/studyLog.ts";
import type { LibraryApi, StudySummary } from "../studioApi.ts";
import type { StudyStorage } from "./evictions.ts";
import { logSummary, unreadable } from "./logSummary.ts";
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
    const said = await logSummary(files, path(id), folder(id)).catch((error: unknown) => toErrorRecord(error).message);
    if (said === null) return null;
    if (typeof said === "string") return { ...unreadable(id, said), bytes };
    const summary = { id, bytes, ...said };
    if (elsewhere) return { ...summary, state: elsewhere === "running" ? "runsElsewhere" : "openElsewhere" };
    return id === running ? { ...summary, state: "running" } : summary;
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

export type Library = ReturnType<typeof createLibrary>;
