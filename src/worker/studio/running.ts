import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import type { Pace } from "../../core/judging/pace.ts";
import type { TrialProgress } from "../../core/run/evaluator.ts";
import type { StudyRun } from "../../core/run/runStudy.ts";
import { createStopper, type Stopper } from "../../core/run/signal.ts";
import type { StudyEvent } from "../../core/study/events.ts";
import type { Study } from "../../core/study/study.ts";
import type { DeviceId } from "../../engine/deviceIds.ts";
import type { ChosenDevice, Devices } from "../devices.ts";
import { logDevice } from "../logDevice.ts";
import type { Pool } from "../pool.ts";
import { checkDataset, startSession } from "../session.ts";
import type { LiveStatus } from "../studioApi.ts";
import { endedTraining } from "./endedTraining.ts";
import type { Ledger } from "./studyLedger.ts";

export interface RunRequest {
  readonly choice: ChosenDevice;
  /** Candidates at a time at full speed. */
  readonly slots: number;
  readonly pace: Pace;
  readonly limit?: number;
  readonly through?: number;
}

/** The run of an open study, if one goes on. */
export interface Running {
  /** Of the run: "idle" while there is none. */
  state(): LiveStatus["state"];
  /** How far the trials have come that train now. */
  progress(): readonly TrialProgress[];
  start(request: RunRequest): void;
  finish(): void;
  /** Interrupts the run and waits until its checkpoints are written. */
  interrupt(): Promise<void>;
  cancelTrial(trial: number): void;
  /** Adds an event: to the run while there is one, else to the log. */
  record(event: StudyEvent): Promise<void>;
}

interface RunningParts {
  readonly ledger: Ledger;
  readonly dataset: () => Dataset;
  readonly threads: (device: DeviceId) => Pool;
  /** What learns how long trainings take. */
  readonly devices: Pick<Devices, "learn">;
  /** State or progress are others. */
  readonly onChange: () => void;
  /** A run has begun or ended. */
  readonly onTurn: () => void;
}

interface Run {
  readonly session: StudyRun;
  readonly stopper: Stopper;
  isFinishing: boolean;
  isStopping: boolean;
}

export function createRunning({ ledger, dataset, threads, devices, onChange, onTurn }: RunningParts): Running {
  let run: Run | null = null;
  const progress = new Map<number, TrialProgress>();

  const session = (workers: Pool, interrupt: Stopper["signal"], { limit, through }: RunRequest) =>
    startSession(ledger.study(), ledger.folder, workers, {
      interrupt,
      isFinishing: () => run?.isFinishing ?? false,
      ...(limit !== undefined && { limit }),
      ...(through !== undefined && { through }),
      onEvent: (event, after) => {
        ledger.setStudy(after);
        if (event.type === "trialEnded" || event.type === "trialInterrupted") progress.delete(event.trial);
        if (event.type === "trialEnded" && workers.pace !== "background") learn(after, event.trial, workers);
      },
      onProgress: (report) => void progress.set(report.trial, report),
    });

  function learn(study: Study, trial: number, { device, slots }: Pool): void {
    const ended = endedTraining(study, trial, dataset(), slots);
    if (ended) void devices.learn(device, ended);
  }

  async function record(event: StudyEvent): Promise<void> {
    ledger.mustOwn("change it");
    if (run) await run.session.record(event);
    else await ledger.append(event);
  }

  return {
    state: () => (run === null ? "idle" : run.isStopping ? "stopping" : run.isFinishing ? "finishing" : "running"),
    progress: () => [...progress.values()],
    start(request) {
      if (run) throw new StudioError("BadInput", "This study is already running.");
      const lock = ledger.mustOwn("go on with it");
      checkDataset(ledger.study().spec, dataset());
      const stopper = createStopper();
      const workers = threads(request.choice.device);
      workers.adjust({ slots: request.slots, pace: request.pace });
      const started = session(workers, stopper.signal, request);
      logDevice(started, workers, request.choice);
      run = { session: started, stopper, isFinishing: false, isStopping: false };
      lock.setRunning(true);
      onTurn();
      void started.done
        .catch(() => undefined)
        .then(() => {
          run = null;
          progress.clear();
          lock.setRunning(false);
          onTurn();
        });
    },
    finish() {
      ledger.mustOwn("finish it");
      if (run) run.isFinishing = true;
      onChange();
    },
    async interrupt() {
      if (!run) return;
      run.isStopping = true;
      onChange();
      run.stopper.stop("stopped by the user");
      await run.session.done.catch(() => undefined);
    },
    cancelTrial(trial) {
      ledger.mustOwn("stop a trial");
      if (run) run.session.cancelTrial(trial);
      else if (ledger.study().trials.at(trial)?.status === "running")
        void record({ type: "trialEnded", trial, outcome: { status: "cancelled" }, seconds: 0 });
    },
    record,
  };
}
