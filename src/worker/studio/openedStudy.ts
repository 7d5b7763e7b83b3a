import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import type { StudyEvent } from "../../core/study/events.ts";
import type { Devices } from "../devices.ts";
import { nextTurn } from "../../engine/yielding.ts";
import type { StudyFolder } from "../../storage/studyFolder.ts";
import type { ReadLog } from "../../storage/studyLog.ts";
import type { StudyListener } from "../studioApi.ts";
import type { StudioGround } from "./ground.ts";
import type { Library } from "./library.ts";
import { openStudy, type OpenStudy } from "./openStudy.ts";
import { createTelling, type Telling } from "./telling.ts";
import { createPredictions, type Predictions } from "./predictions.ts";
import { createSeenPredictions, type SeenPredictions } from "./seenPredictions.ts";
import type { StudyLock } from "./studyLocks.ts";

interface CurrentStudy {
  readonly study: OpenStudy;
  readonly predictions: Predictions;
  /** What of them may be looked at. */
  readonly seen: SeenPredictions;
  /** Resolves once this tab writes the study; null once it will not. */
  readonly owned: Promise<StudyLock | null>;
  readonly stopWaiting: AbortController;
}

/** The study that is open, if any. */
export interface OpenedStudy {
  /** Null while none is open. */
  readonly current: () => CurrentStudy | null;
  /** Throws StudioError "NotFound" while none is open. */
  readonly opened: () => CurrentStudy;
  readonly study: () => OpenStudy;
  readonly predictions: () => Predictions;
  readonly seen: () => SeenPredictions;
  readonly record: (event: StudyEvent) => Promise<void>;
  /**
   * Opens a study to write it, or to follow it where another tab does; then it is this tab's once the other lets go. A listener is told
   * of it while it is read, and of all that comes to it.
   */
  open(id: string, listener?: StudyListener): Promise<OpenStudy>;
  close(): Promise<void>;
  /** What is told to the page from now on. */
  listen(listener: StudyListener): Promise<void>;
}

interface OpenedParts {
  readonly ground: StudioGround;
  readonly dataset: () => Dataset;
  readonly devices: Devices;
  readonly library: Library;
}

/** Nothing is open at first. */
export function createOpenedStudy({ ground, dataset, devices, library }: OpenedParts): OpenedStudy {
  const { locks, tabs, spawnTrainer, clock } = ground;
  let current: CurrentStudy | null = null;
  let listener: StudyListener | null = null;

  tabs.onMessage((message) => {
    if (message.type === "listed" || message.id !== current?.study.id) return;
    if (message.type === "takeOver") void handOver(message.id);
    else void current.study.follow(message);
  });

  const opened = () => {
    if (!current) throw new StudioError("NotFound", "No study is open.");
    return current;
  };

  async function close(): Promise<void> {
    const closing = current;
    current = null;
    closing?.stopWaiting.abort();
    await closing?.study.close();
  }

  async function open(id: string, next?: StudyListener): Promise<OpenStudy> {
    await close();
    if (next) listener = next;
    const study = await openWith(id, await locks.take(id), next !== undefined);
    next?.status(study.status());
    if (next) await study.tellRest();
    return study;
  }

  async function openWith(id: string, lock: StudyLock | null, isHeard = false): Promise<OpenStudy> {
    const folder = library.folder(id);
    const telling = createTelling(() => listener, clock);
    const next = openStudy(await readTold(folder, telling, isHeard), {
      id,
      folder,
      dataset,
      devices,
      watcher: () => listener,
      telling,
      lock,
      tabs,
      storage: library.storage(id),
      spawnTrainer,
      clock,
    });
    const stopWaiting = new AbortController();
    const owned = lock ? Promise.resolve(lock) : inherit(next, stopWaiting.signal);
    const predictions = createPredictions(next);
    const seen = createSeenPredictions(predictions, () => next.study());
    current = { study: next, predictions, seen, owned, stopWaiting };
    if (!lock) await next.follow({ type: "events", id, from: Infinity, events: [] });
    return next;
  }

  async function inherit(followed: OpenStudy, signal: AbortSignal): Promise<StudyLock | null> {
    const lock = await locks.wait(followed.id, signal);
    if (lock) await followed.own(lock);
    return lock;
  }

  /** Another tab takes the open study: stop, keep checkpoints, let go, and follow it from then on. */
  async function handOver(id: string): Promise<void> {
    if (!current?.study.isOwner()) return;
    await close();
    const followed = await openWith(id, null);
    await followed.tellAll();
    listener?.status(followed.status());
  }

  return {
    current: () => current,
    opened,
    study: () => opened().study,
    predictions: () => opened().predictions,
    seen: () => opened().seen,
    record: async (event) => opened().study.record(event),
    open,
    close,
    async listen(next) {
      listener = next;
      if (current) next.status(current.study.status());
      await current?.study.tellAll();
    },
  };
}

/** Reads a log. Whoever hears of it has a part while the next one is read. */
const readTold = (folder: StudyFolder, telling: Telling, isHeard: boolean): Promise<ReadLog> =>
  folder.readLog(async (study) => {
    telling.replace(study);
    if (!isHeard) return;
    void telling.tellRest().catch(() => undefined);
    await nextTurn();
  });
