import { StudioError, toErrorRecord, type ErrorRecord } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import type { Pace } from "../../core/judging/pace.ts";
import { createStopper, type Stopper } from "../../core/run/signal.ts";
import type { StudyRun } from "../../core/run/runStudy.ts";
import { applyEvent, type Study } from "../../core/study/study.ts";
import { type StudyEvent } from "../../core/study/events.ts";
import type { DeviceId } from "../../engine/devices.ts";
import { prepareData } from "../../engine/trainingData.ts";
import { headlineMetric } from "../../core/judging/headline.ts";
import { valueOf } from "../../core/judging/scores.ts";
import type { TrialProgress } from "../../core/run/evaluator.ts";
import type { LoggedEvent } from "../../core/study/events.ts";
import type { StudyFolder } from "../../storage/studyFolder.ts";
import { damageText, type ReadLog } from "../../storage/studyLog.ts";
import type { ChosenDevice } from "../devices.ts";
import { logDevice } from "../logDevice.ts";
import { createPool, type Pool } from "../pool.ts";
import { checkDataset, startSession } from "../session.ts";
import type { SlicePreview } from "../trainerApi.ts";
import type { TrainerThread } from "../trainerThread.ts";
import type { KeptState, LiveStatus, TrialPreview } from "../studioApi.ts";
import type { Clock } from "./clock.ts";
import { createFilms } from "./films.ts";
import { createTelling, type Follower } from "./telling.ts";
import { refuseBusy, type StudyLock } from "./studyLocks.ts";
import type { TabMessage, Tabs } from "./tabs.ts";

/** What an open study tells whoever listens. */
export interface StudyWatcher extends Follower {
  status(status: LiveStatus): void;
  preview(preview: TrialPreview): void;
}

export interface RunRequest {
  readonly choice: ChosenDevice;
  /** Candidates at a time at full speed. */
  readonly slots: number;
  readonly pace: Pace;
  readonly limit?: number;
  readonly through?: number;
}

/** The study that is open in the page, with its folder, its run and its training threads. */
export interface OpenStudy {
  readonly id: string;
  readonly folder: StudyFolder;
  readonly study: () => Study;
  /** The log so far. */
  readonly events: () => readonly LoggedEvent[];
  /** Tells whoever watches the whole study, and from then on what comes to it; resolves when it was taken in. */
  tellAll(): Promise<void>;
  /** The study's data. Throws StudioError "BadInput" while none, or others, are open. */
  readonly dataset: () => Dataset;
  readonly isRunning: () => boolean;
  readonly status: () => LiveStatus;
  start(request: RunRequest): void;
  setPace(pace: Pace): void;
  finish(): void;
  /** Interrupts the run and waits until its checkpoints are written. */
  interrupt(): Promise<void>;
  cancelTrial(trial: number): void;
  /** Adds an event from the page: to the run while there is one, else to the log. */
  record(event: StudyEvent): Promise<void>;
  /** Threads for predictions; those of the run while there is one. */
  pool(): Promise<Pool>;
  /** What a trial saw while it trained; it counts as looked at from now on. */
  previews(trial: number): Promise<readonly TrialPreview[]>;
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
  readonly defaultDevice: () => Promise<{ readonly device: DeviceId }>;
  readonly watcher: () => StudyWatcher | null;
  /** Null while another tab writes the study: then it is only read. */
  readonly lock: StudyLock | null;
  readonly tabs: Tabs;
  readonly storage: StudyStorage;
  /** Starts a training thread. */
  readonly spawnTrainer: () => TrainerThread;
  readonly clock: Clock;
}

/** The ground a study is written on. */
export interface StudyStorage {
  readonly isDurable: boolean;
  /** Whether the study's log is still there: a browser may evict what it stores. */
  isThere(): Promise<boolean>;
  /** Writes the study's log anew. */
  rewrite(log: readonly LoggedEvent[]): Promise<void>;
  /** Ends open files, so that another tab can write them. */
  release(): Promise<void>;
}

const STATUS_MILLISECONDS = 300;
const EVICTION_MILLISECONDS = 5_000;

/** Throws nothing of a damaged log: it is shown up to the damage, and never written behind it. */
export function openStudy(
  read: ReadLog,
  { id, folder, dataset, defaultDevice, watcher, tabs, storage, spawnTrainer, clock, ...parts }: OpenStudyParts,
): OpenStudy {
  let { lock } = parts;
  let { damage } = read;
  let log = [...read.events];
  let elsewhere: LiveStatus | null = null;
  let problem: ErrorRecord | null = null;
  let study = read.study!;
  let run: { readonly session: StudyRun; readonly stopper: Stopper; isFinishing: boolean; isStopping: boolean } | null =
    null;
  let pool: Pool | null = null;
  let savedAt: number | null = read.events.at(-1)?.at ?? null;
  let isClosed = false;
  const running = new Map<number, TrialProgress>();
  const films = createFilms(folder, () => study);
  const ready = { previewSlice: middleOfValidation(study) as number | null };

  const telling = createTelling(study, watcher, clock);
  folder.log.onWritten((events) => {
    if (isClosed) return;
    tabs.tell({ type: "events", id, from: log.length, events });
    took(events);
    problem = null;
  });

  function took(events: readonly LoggedEvent[]): void {
    log.push(...events);
    savedAt = events.at(-1)?.at ?? savedAt;
    telling.took(events);
  }

  /** Events that another tab has written; what was missed between opening and listening is read from the log. */
  async function catchUp(from: number, events: readonly LoggedEvent[]): Promise<void> {
    const fresh =
      from <= log.length ? events.slice(log.length - from) : (await folder.readLog()).events.slice(log.length);
    study = fresh.reduce<Study>((held, event) => applyEvent(held, event), study);
    took(fresh);
  }

  /** The right to write the study. Throws StudioError "BadStudyFile" where its log is damaged, and "StudyBusy" where another tab writes it. */
  function mustOwn(wish: string): StudyLock {
    if (damage)
      throw new StudioError(
        "BadStudyFile",
        `${damageText(damage)} It can be looked at, and repaired: save it as a file, then run cristae repair on that.`,
      );
    return lock ?? refuseBusy(wish);
  }

  const writable = () => (lock && !damage ? folder : readOnly(folder));

  async function recordIdle(event: StudyEvent): Promise<void> {
    study = applyEvent(study, event);
    await watched.log.append([event]);
  }

  /** The folder as it is written: an event that found no place is said at once, whoever wrote it. */
  const watched: StudyFolder = {
    ...folder,
    log: {
      ...folder.log,
      append: (events) =>
        folder.log.append(events).catch((error: unknown) => {
          failed(error);
          throw error;
        }),
    },
  };

  function failed(error: unknown): void {
    problem = toErrorRecord(error);
    tellStatus();
  }

  /** A browser short of space may delete what it stores while the page is open. */
  async function restoreEvicted(): Promise<void> {
    if (!lock || damage || isClosed || (await storage.isThere().catch(() => true))) return;
    await storage.rewrite(log).catch(() => {
      throw new StudioError(
        "StorageEvicted",
        "The browser has deleted this study's files and takes no new ones: its site data were cleared. The study is kept until this tab closes; save its file.",
      );
    });
    if (
      study.spec.task.datasetId ===
      (
        await Promise.resolve()
          .then(dataset)
          .catch(() => null)
      )?.id
    )
      await folder.writeDataset(dataset());
    failed(
      new StudioError(
        "StorageEvicted",
        "The browser has deleted this study's files, as it does when the disk is short of space. Its log and images were written again from this tab; kept weights and checkpoints are lost. Export the study to keep it.",
      ),
    );
  }

  const kept = (): KeptState => ({ isDurable: storage.isDurable, problem });
  const ownStatus = (): LiveStatus => ({
    studyId: id,
    owner: "here",
    kept: kept(),
    damage: damage && damageText(damage),
    running: [...running.values()],
    device: pool?.device ?? null,
    slots: pool?.slots ?? 0,
    state: run === null ? "idle" : run.isStopping ? "stopping" : run.isFinishing ? "finishing" : "running",
    savedAt: storage.isDurable ? savedAt : null,
  });
  const status = (): LiveStatus =>
    lock ? ownStatus() : { ...(elsewhere ?? { ...ownStatus(), state: "idle" }), owner: "elsewhere" };
  const tellStatus = () => {
    telling.flush();
    watcher()?.status(status());
    if (lock) tabs.tell({ type: "status", id, status: ownStatus() });
  };
  const endStatus = clock.every(STATUS_MILLISECONDS, () => {
    if (run) tellStatus();
  });
  const endEvictions = storage.isDurable
    ? clock.every(EVICTION_MILLISECONDS, () => void restoreEvicted().catch(failed))
    : () => undefined;

  function onPreview(trial: number, { step, z, labels }: SlicePreview): void {
    const [, height, width] = study.spec.task.shape;
    const score = valueOf(
      study.trials.at(trial)?.curve.findLast(({ scores }) => scores)?.scores,
      headlineMetric(study),
    );
    const preview: TrialPreview = { trial, step, z, width, height, labels, score: score ?? 0 };
    tabs.tell({ type: "preview", id, preview: films.add(preview) });
    watcher()?.preview(preview);
  }

  function threads(device: DeviceId): Pool {
    if (pool?.device === device) return pool;
    pool?.close();
    pool = createPool({
      spawn: spawnTrainer,
      device,
      slots: 1,
      data: prepareData(dataset(), study.spec.task.intensity),
      artifacts: writable(),
      onPreview,
      previewSlice: () => ready.previewSlice,
    });
    return pool;
  }

  return {
    id,
    get folder() {
      return writable();
    },
    study: () => study,
    events: () => log,
    tellAll: () => telling.tellAll(),
    dataset,
    isRunning: () => run !== null,
    status,
    start({ choice, slots, pace, limit, through }) {
      if (run) throw new StudioError("BadInput", "This study is already running.");
      const owned = mustOwn("go on with it");
      checkDataset(study.spec, dataset());
      const stopper = createStopper();
      const workers = threads(choice.device);
      workers.adjust({ slots, pace });
      const session = startSession(study, watched, workers, {
        interrupt: stopper.signal,
        isFinishing: () => run?.isFinishing ?? false,
        ...(limit !== undefined && { limit }),
        ...(through !== undefined && { through }),
        onEvent: (event, after) => {
          study = after;
          if (event.type === "trialEnded" || event.type === "trialInterrupted") running.delete(event.trial);
        },
        onProgress: (progress) => void running.set(progress.trial, progress),
      });
      logDevice(session, workers, choice);
      run = { session, stopper, isFinishing: false, isStopping: false };
      owned.setRunning(true);
      tellStatus();
      tabs.tell({ type: "listed" });
      void session.done
        .catch(() => undefined)
        .then(() => {
          run = null;
          running.clear();
          owned.setRunning(false);
          tellStatus();
          tabs.tell({ type: "listed" });
        });
    },
    setPace: (pace) => pool?.adjust({ pace }),
    finish() {
      mustOwn("finish it");
      if (run) run.isFinishing = true;
      tellStatus();
    },
    async interrupt() {
      if (!run) return;
      run.isStopping = true;
      tellStatus();
      run.stopper.stop("stopped by the user");
      await run.session.done.catch(() => undefined);
    },
    cancelTrial(trial) {
      mustOwn("stop a trial");
      if (run) run.session.cancelTrial(trial);
      else if (study.trials.at(trial)?.status === "running")
        void this.record({ type: "trialEnded", trial, outcome: { status: "cancelled" }, seconds: 0 });
    },
    async record(event) {
      mustOwn("change it");
      if (run) await run.session.record(event);
      else await recordIdle(event);
      // The page has the event before it hears that it was recorded.
      telling.flush();
    },
    async pool() {
      return pool ?? threads((await defaultDevice()).device);
    },
    previews: (trial) => films.choose(trial),
    get previewSlice() {
      return ready.previewSlice;
    },
    set previewSlice(z) {
      ready.previewSlice = z;
    },
    isOwner: () => lock !== null,
    async own(next) {
      lock = next;
      const now = await folder.readLog();
      log = [...now.events];
      study = now.study!;
      damage = now.damage;
      pool?.close();
      pool = null;
      telling.replace(study);
      await telling.tellAll();
      tellStatus();
    },
    async follow(message) {
      if (lock || isClosed) return;
      if (message.type === "events") await catchUp(message.from, message.events);
      if (message.type === "preview") watcher()?.preview(message.preview);
      if (message.type !== "status") return;
      elsewhere = message.status;
      tellStatus();
    },
    async close() {
      await this.interrupt();
      isClosed = true;
      endStatus();
      endEvictions();
      pool?.close();
      pool = null;
      if (!lock) return;
      await storage.release();
      lock.release();
      lock = null;
    },
  };
}

/** For predictions of a study that another tab writes, or whose log is damaged. */
const readOnly = (folder: StudyFolder): StudyFolder => ({
  ...folder,
  writeMask: () => Promise.resolve(),
  writeWeights: () => Promise.resolve(),
  writeCheckpoint: () => Promise.resolve(),
});

function middleOfValidation({ spec: { task } }: Study): number {
  const { validation } = task.split;
  return task.split.axis === "slices" ? (validation.from + validation.to) >> 1 : task.shape[0] >> 1;
}
