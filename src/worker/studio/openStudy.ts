import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import type { Pace } from "../../core/search/pace.ts";
import { createStopper, type Stopper } from "../../core/search/signal.ts";
import type { StudyRun } from "../../core/search/runStudy.ts";
import { applyEvent, foldEvents, type Study, type StudyEvent } from "../../core/search/study.ts";
import type { DeviceId } from "../../engine/devices.ts";
import { prepareData } from "../../engine/trainingData.ts";
import type { TrialProgress } from "../../core/search/evaluator.ts";
import type { LoggedEvent } from "../../storage/eventSchema.ts";
import type { StudyFolder } from "../../storage/studyFolder.ts";
import { spawnBrowserTrainer } from "../browserThread.ts";
import type { ChosenDevice } from "../devices.ts";
import { logDevice } from "../logDevice.ts";
import { createPool, type Pool } from "../pool.ts";
import { checkDataset, startSession } from "../session.ts";
import type { SlicePreview } from "../trainerApi.ts";
import type { LiveStatus, TrialPreview } from "../studioApi.ts";

/** What an open study tells whoever listens. */
export interface StudyWatcher {
  events(batch: readonly LoggedEvent[]): void;
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
  /** The study's data. Throws StudioError "BadInput" while none, or others, are open. */
  readonly dataset: () => Dataset;
  readonly isRunning: () => boolean;
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
  readonly previews: (trial: number) => readonly TrialPreview[];
  previewSlice: number | null;
  close(): Promise<void>;
}

export interface OpenStudyParts {
  readonly id: string;
  readonly folder: StudyFolder;
  readonly dataset: () => Dataset;
  readonly defaultDevice: () => Promise<{ readonly device: DeviceId }>;
  readonly watcher: () => StudyWatcher | null;
}

/** Previews kept of each trial, for the film strip. */
const KEPT_PREVIEWS = 6;
const STATUS_MILLISECONDS = 300;
const BATCH_MILLISECONDS = 150;

export function openStudy(logged: readonly LoggedEvent[], { id, folder, dataset, defaultDevice, watcher }: OpenStudyParts): OpenStudy {
  const log = [...logged];
  let study = foldEvents(log)!;
  let run: { readonly session: StudyRun; readonly stopper: Stopper; isFinishing: boolean; isStopping: boolean } | null = null;
  let pool: Pool | null = null;
  let savedAt: number | null = logged.at(-1)?.at ?? null;
  const running = new Map<number, TrialProgress>();
  const kept = new Map<number, TrialPreview[]>();
  const ready = { previewSlice: middleOfValidation(study) as number | null };

  let unsent: LoggedEvent[] = [];
  folder.log.onWritten((events) => {
    log.push(...events);
    savedAt = events.at(-1)?.at ?? savedAt;
    if (unsent.length === 0) setTimeout(send, BATCH_MILLISECONDS);
    unsent.push(...events);
  });

  /** Events go to the page in batches, so that it draws a few times a second however fast they come. */
  function send(): void {
    if (unsent.length > 0) watcher()?.events(unsent);
    unsent = [];
  }

  const status = (): LiveStatus => ({
    running: [...running.values()],
    device: pool?.device ?? null,
    slots: pool?.slots ?? 0,
    state: run === null ? "idle" : run.isStopping ? "stopping" : run.isFinishing ? "finishing" : "running",
    savedAt,
  });
  const tellStatus = () => {
    send();
    watcher()?.status(status());
  };
  const timer = setInterval(() => run && tellStatus(), STATUS_MILLISECONDS);

  function onPreview(trial: number, { step, z, labels }: SlicePreview): void {
    const [, height, width] = study.spec.task.shape;
    const meanIou = study.trials[trial]?.curve.findLast(({ scores }) => scores)?.scores?.meanIou ?? 0;
    const preview: TrialPreview = { trial, step, z, width, height, labels, meanIou };
    const before = (kept.get(trial) ?? []).filter((other) => other.z === z);
    kept.set(trial, [...before.slice(1 - KEPT_PREVIEWS), preview]);
    watcher()?.preview(preview);
  }

  function threads(device: DeviceId): Pool {
    if (pool?.device === device) return pool;
    pool?.close();
    pool = createPool({ spawn: spawnBrowserTrainer, device, slots: 1, data: prepareData(dataset(), study.spec.task.intensity), artifacts: folder, onPreview, previewSlice: () => ready.previewSlice });
    return pool;
  }

  return {
    id,
    folder,
    study: () => study,
    events() {
      unsent = [];
      return log;
    },
    dataset,
    isRunning: () => run !== null,
    start({ choice, slots, pace, limit, through }) {
      if (run) throw new StudioError("BadInput", "This study is already running.");
      checkDataset(study.spec, dataset());
      const stopper = createStopper();
      const workers = threads(choice.device);
      workers.adjust({ slots, pace });
      const session = startSession(study, folder, workers, {
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
      tellStatus();
      void session.done
        .catch(() => undefined)
        .then(() => {
          run = null;
          running.clear();
          tellStatus();
        });
    },
    setPace: (pace) => pool?.adjust({ pace }),
    finish() {
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
      if (run) run.session.cancelTrial(trial);
      else if (study.trials[trial]?.status === "running") void this.record({ type: "trialEnded", trial, outcome: { status: "cancelled" }, seconds: 0 });
    },
    async record(event) {
      if (run) return run.session.record(event);
      study = applyEvent(study, event);
      await folder.log.append([event]);
    },
    async pool() {
      return pool ?? threads((await defaultDevice()).device);
    },
    previews: (trial) => kept.get(trial) ?? [],
    get previewSlice() {
      return ready.previewSlice;
    },
    set previewSlice(z) {
      ready.previewSlice = z;
    },
    async close() {
      await this.interrupt();
      clearInterval(timer);
      pool?.close();
      pool = null;
    },
  };
}

function middleOfValidation({ spec: { task } }: Study): number {
  const { validation } = task.split;
  return task.split.axis === "slices" ? (validation.from + validation.to) >> 1 : task.shape[0] >> 1;
}
