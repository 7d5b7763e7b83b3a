import type { Films } from "./films.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import type { Pace } from "../../core/judging/pace.ts";
import type { LoggedEvent } from "../../core/study/events.ts";
import type { Study } from "../../core/study/study.ts";
import type { StudyFolder } from "../../storage/studyFolder.ts";
import type { ReadLog } from "../../storage/studyLog.ts";
import type { Devices } from "../devices.ts";
import type { Pool } from "../pool.ts";
import type { LiveStatus, TrialPreview } from "../studioApi.ts";
import type { TrainerThread } from "../trainerThread.ts";
import type { Clock } from "./clock.ts";
import { restoreEvicted, type StudyStorage } from "./evictions.ts";
import { createRunning, type Running } from "./running.ts";
import { createLedger } from "./studyLedger.ts";
import type { StudyLock } from "./studyLocks.ts";
import { createThreads } from "./threads.ts";
import type { TabMessage, Tabs } from "./tabs.ts";
import { createStatus } from "./liveStatus.ts";
import type { Follower, Telling } from "./telling.ts";

/** What an open study tells whoever listens. */
export interface StudyWatcher extends Follower {
  status(status: LiveStatus): void;
  preview(preview: TrialPreview): void;
}

/** The study that is open in the page, with its folder, its run and its training threads. */
export interface OpenStudy extends Pick<Running, "start" | "finish" | "interrupt" | "cancelTrial" | "record"> {
  readonly id: string;
  readonly folder: StudyFolder;
  readonly study: () => Study;
  /** The log so far. */
  readonly events: () => readonly LoggedEvent[];
  /** Tells whoever watches the whole study, and from then on what comes to it; resolves when it was taken in. */
  tellAll(): Promise<void>;
  /** Tells whoever heard of it as it was read the rest; resolves when it was taken in. */
  tellRest(): Promise<void>;
  /** The study's data. Throws StudioError "BadInput" while none, or others, are open. */
  readonly dataset: () => Dataset;
  readonly isRunning: () => boolean;
  readonly status: () => LiveStatus;
  setPace(pace: Pace): void;
  /** Threads for predictions; those of the run while there is one. */
  pool(): Promise<Pool>;
  /** What a trial saw while it trained; it counts as looked at from now on. */
  /** What its trials saw while they trained. */
  readonly films: Pick<Films, "choose" | "last">;
  previewSlice: number | null;
  /** Whether this tab writes the study. */
  readonly isOwner: () => boolean;
  /** Writes the study from now on, as whoever did so has let go of it. */
  own(lock: StudyLock): Promise<void>;
  /** Takes in what the tab that writes the study tells. */
  follow(message: TabMessage): Promise<void>;
  /** Interrupts the run and lets go of the study. */
  close(): Promise<void>;
}

export interface OpenStudyParts {
  readonly id: string;
  readonly folder: StudyFolder;
  readonly dataset: () => Dataset;
  readonly devices: Pick<Devices, "choose" | "learn">;
  readonly watcher: () => StudyWatcher | null;
  /** Tells the watcher of the study; it may have told a part of what was read. */
  readonly telling: Telling;
  /** Null while another tab writes the study: then it is only read. */
  readonly lock: StudyLock | null;
  readonly tabs: Tabs;
  readonly storage: StudyStorage;
  /** Starts a training thread. */
  readonly spawnTrainer: () => TrainerThread;
  readonly clock: Clock;
}

const STATUS_MILLISECONDS = 300;
const EVICTION_MILLISECONDS = 5_000;

/** Throws nothing of a damaged log: it is shown up to the damage, and never written behind it. */
export function openStudy(read: ReadLog, parts: OpenStudyParts): OpenStudy {
  const { id, folder, dataset, devices, watcher, telling, tabs, storage, clock } = parts;
  let isClosed = false;
  telling.replace(read.study!);
  const ledger = createLedger(read, { id, folder, lock: parts.lock, tabs, telling, onFailed: () => status.tell() });
  const threads = createThreads(ledger, {
    ...parts,
    onPreview(preview) {
      tabs.tell({ type: "preview", id, preview: threads.films.add(preview) });
      watcher()?.preview(preview);
    },
  });
  const running = createRunning({
    ...{ ledger, dataset, devices },
    threads: (device) => threads.of(device),
    onChange: () => status.tell(),
    onTurn() {
      status.tell();
      tabs.tell({ type: "listed" });
    },
  });
  const isRunning = () => running.state() !== "idle";
  const status = createStatus({ id, ledger, running, threads, telling, tabs, watcher, isDurable: storage.isDurable });
  const endStatus = clock.every(STATUS_MILLISECONDS, () => {
    if (isRunning()) status.tell();
  });
  const restore = () =>
    restoreEvicted({ ledger, folder, storage, dataset }).catch((error: unknown) => ledger.failed(error));
  const endEvictions = storage.isDurable ? clock.every(EVICTION_MILLISECONDS, () => void restore()) : () => undefined;

  return {
    id,
    get folder() {
      return ledger.forArtifacts();
    },
    study: () => ledger.study(),
    events: () => ledger.events(),
    tellAll: () => telling.tellAll(),
    tellRest: () => telling.tellRest(),
    dataset,
    isRunning,
    status: () => status.now(),
    ...running,
    setPace: (pace) => threads.open()?.adjust({ pace }),
    async record(event) {
      await running.record(event);
      // The page has the event before it hears that it was recorded.
      telling.flush();
    },
    pool: async () => threads.open() ?? threads.of((await devices.choose("auto")).device),
    films: threads.films,
    get previewSlice() {
      return threads.previewSlice;
    },
    set previewSlice(z) {
      threads.previewSlice = z;
    },
    isOwner: () => ledger.lock() !== null,
    async own(next) {
      await ledger.own(next);
      threads.close();
      telling.replace(ledger.study());
      await telling.tellAll();
      status.tell();
    },
    async follow(message) {
      if (ledger.lock() || isClosed) return;
      if (message.type === "events") await ledger.catchUp(message.from, message.events);
      if (message.type === "preview") watcher()?.preview(message.preview);
      if (message.type === "status") status.follow(message.status);
    },
    async close() {
      await running.interrupt();
      isClosed = true;
      endStatus();
      endEvictions();
      threads.close();
      await ledger.close(storage);
    },
  };
}
