import { availableParallelism, cpus, homedir } from "node:os";
import { join } from "node:path";
import { StudioError } from "../core/errors.ts";
import type { Dataset } from "../core/image/dataset.ts";
import { PACES, type Pace } from "../core/judging/pace.ts";
import type { Evaluator } from "../core/run/evaluator.ts";
import type { RunOptions, StudyRun } from "../core/run/runStudy.ts";
import { createStopper, type StopSignal } from "../core/run/signal.ts";
import type { Study } from "../core/study/study.ts";
import { DEVICE_IDS, type DeviceId } from "../engine/deviceIds.ts";
import { prepareData } from "../engine/trainingData.ts";
import { openNodeFileStore } from "../storage/nodeFileStore.ts";
import type { StudyFolder } from "../storage/studyFolder.ts";
import { createDevices, type ChosenDevice } from "../worker/devices.ts";
import { logDevice } from "../worker/logDevice.ts";
import { spawnNodeTrainer } from "../worker/nodeThread.ts";
import { createPool, type Pool } from "../worker/pool.ts";
import { startSession } from "../worker/session.ts";
import { typicalStep } from "../worker/whatIf.ts";
import { summaryJson, type Output } from "./output.ts";
import { watchRun } from "./watchRun.ts";

export interface RunFlags {
  readonly workers?: number;
  readonly device?: string;
  readonly pace?: string;
}

/** The training thread, built beside the command line. */
export const trainerEntry = new URL("./trainer.js", import.meta.url);

export const spawn = () => spawnNodeTrainer(trainerEntry);

export const cores = availableParallelism();

/** Figures of this machine's devices are kept where programs keep what they can make again. */
const devices = createDevices({
  files: openNodeFileStore(join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "cristae")),
  spawn,
  cores,
  name: `${process.version} ${cpus()[0]?.model ?? ""}`,
});

/** The device named, or with "auto" the one that is fastest for the study, and those it was chosen from. Throws StudioError "BadInput" for an unknown name. */
function pickDevice(name = "auto", study?: Study): Promise<ChosenDevice> {
  const id = ["auto" as const, ...DEVICE_IDS].find((device) => device === name);
  if (!id)
    throw new StudioError("BadInput", `--device is "${name}"; it must be auto or one of ${DEVICE_IDS.join(", ")}.`);
  return devices.choose(id, study && typicalStep(study.spec), study?.lostDevices);
}

/** The device named, or with "auto" the fastest one that is there. Throws StudioError "BadInput" for an unknown name. */
export const chooseDevice = async (name?: string): Promise<DeviceId> => (await pickDevice(name)).device;

/** Throws StudioError "BadInput" for a pace that is none. */
function parsePace(text: string): Pace {
  const pace = PACES.find((known) => known === text);
  if (!pace) throw new StudioError("BadInput", `--pace is "${text}"; it must be one of ${PACES.join(", ")}.`);
  return pace;
}

export async function openPool(
  { spec }: Study,
  dataset: Dataset,
  folder: StudyFolder,
  { workers, device, pace = "full" }: RunFlags,
): Promise<Pool> {
  return createPool({
    spawn,
    device: await chooseDevice(device),
    slots: workers ?? cores,
    pace: parsePace(pace),
    data: prepareData(dataset, spec.task.intensity),
    artifacts: folder,
  });
}

/** How a run ended: `signal` is what interrupted it, null where it came to its end. */
export interface EndedRun {
  readonly study: Study;
  readonly signal: "SIGINT" | "SIGTERM" | null;
}

/** A study that is about to be run, and where it is kept. */
export interface RunnableStudy {
  readonly study: Study;
  readonly dataset: Dataset;
  readonly folder: StudyFolder;
  /** Path of that folder. */
  readonly place: string;
}

/** What trains the candidates of a run. */
export interface Workforce {
  readonly evaluator: Evaluator;
  readonly gather?: RunOptions["gather"];
  /** Called once the run has begun. */
  begun(run: StudyRun): void;
  /** Called once it has come to its end, interrupted or not. */
  ended(signal: StopSignal): Promise<void>;
  close(): Promise<void>;
}

export type OpenWorkforce = (runnable: RunnableStudy, flags: RunFlags, output: Output) => Promise<Workforce>;

/** The training threads of this process. */
const openThreads: OpenWorkforce = async ({ study, dataset, folder }, flags) => {
  const choice = await pickDevice(flags.device, study);
  const pool = await openPool(study, dataset, folder, { ...flags, device: choice.device });
  return {
    evaluator: pool,
    begun: (run) => logDevice(run, pool, choice),
    ended: () => Promise.resolve(),
    close() {
      pool.close();
      return Promise.resolve();
    },
  };
};

/** Runs a study to its end, printing as it goes; Ctrl-C interrupts it and leaves it resumable. */
export async function runToEnd(
  runnable: RunnableStudy,
  flags: RunFlags,
  output: Output,
  open: OpenWorkforce = openThreads,
): Promise<EndedRun> {
  const began = performance.now();
  const workforce = await open(runnable, flags, output);
  const interrupted = listenForSignals(output);
  const watcher = watchRun(output, () => workforce.evaluator.slots);
  try {
    const run = startSession(runnable.study, runnable.folder, workforce.evaluator, {
      interrupt: interrupted.stopper.signal,
      ...(workforce.gather && { gather: workforce.gather }),
      onEvent: (event, after) => watcher.event(event, after),
      onProgress: (progress) => watcher.progress(progress, run.study()),
    });
    workforce.begun(run);
    const ended = await run.done;
    output.json(summaryJson(ended, (performance.now() - began) / 1000));
    await workforce.ended(interrupted.stopper.signal);
    return { study: ended, signal: interrupted.by() };
  } finally {
    interrupted.leave();
    await workforce.close();
  }
}

function listenForSignals(output: Output) {
  const stopper = createStopper();
  let by: EndedRun["signal"] = null;
  const onSignal = (signal: "SIGINT" | "SIGTERM") => {
    output.note(by === null ? "Interrupted: keeping checkpoints of what runs." : "Still writing; a moment.");
    by ??= signal;
    stopper.stop(signal);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  /** Once interrupted, further signals are held off to the end: what was logged is still being packed. */
  const leave = () => {
    if (by === null) process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  };
  return { stopper, by: () => by, leave };
}
