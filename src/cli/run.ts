import { availableParallelism } from "node:os";
import { StudioError } from "../core/errors.ts";
import type { Dataset } from "../core/image/dataset.ts";
import type { TrialProgress } from "../core/search/evaluator.ts";
import { createStopper } from "../core/search/signal.ts";
import type { Study } from "../core/search/study.ts";
import { DEVICE_IDS, type DeviceId } from "../engine/devices.ts";
import { prepareData } from "../engine/trainingData.ts";
import type { StudyFolder } from "../storage/studyFolder.ts";
import { spawnNodeTrainer } from "../worker/nodeThread.ts";
import { createPool, measureDevice, type Pool } from "../worker/pool.ts";
import { startSession } from "../worker/session.ts";
import { eventJson, progressLine, summaryJson, type Output } from "./output.ts";

export interface RunFlags {
  readonly workers?: number;
  readonly device?: string;
}

/** The training thread, built beside the command line. */
export const trainerEntry = new URL("./trainer.js", import.meta.url);

const spawn = () => spawnNodeTrainer(trainerEntry);

/** The device named, or with "auto" the fastest one that is there. Throws StudioError "BadInput" for an unknown name. */
export async function chooseDevice(name = "auto"): Promise<DeviceId> {
  if (name === "auto") {
    const measured = [];
    for (const id of DEVICE_IDS.filter((device) => device !== "cpu")) measured.push(await measureDevice(spawn, id));
    const there = measured.filter((device) => device !== null);
    return there.sort((a, b) => b.multiplyAddsPerSecond - a.multiplyAddsPerSecond)[0]?.id ?? "cpu";
  }
  const id = DEVICE_IDS.find((device) => device === name);
  if (!id) throw new StudioError("BadInput", `--device is "${name}"; it must be auto or one of ${DEVICE_IDS.join(", ")}.`);
  return id;
}

export async function openPool(dataset: Dataset, folder: StudyFolder, { workers, device }: RunFlags): Promise<Pool> {
  return createPool({ spawn, device: await chooseDevice(device), slots: workers ?? availableParallelism(), data: prepareData(dataset), artifacts: folder });
}

/**
 * Runs a study to its end, printing as it goes; Ctrl-C interrupts it and leaves it resumable. Resolves with the study and whether
 * it was interrupted.
 */
export async function runToEnd(study: Study, dataset: Dataset, folder: StudyFolder, flags: RunFlags, output: Output): Promise<{ study: Study; wasInterrupted: boolean }> {
  const began = performance.now();
  const pool = await openPool(dataset, folder, flags);
  const interrupt = createStopper();
  const progress = new Map<number, TrialProgress>();
  const onSignal = () => {
    output.note(interrupt.signal.aborted ? "Still writing; a moment." : "Interrupted: keeping checkpoints of what runs.");
    interrupt.stop("Ctrl-C");
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    const run = startSession(study, folder, pool, {
      interrupt: interrupt.signal,
      onEvent: (event, after) => {
        const line = eventJson(event, after);
        if (line) output.json(line);
        if (event.type === "trialEnded") progress.delete(event.trial);
        output.bar(progressLine(after, progress));
      },
      onProgress: (trial) => {
        progress.set(trial.trial, trial);
        output.bar(progressLine(run.study(), progress));
      },
    });
    const ended = await run.done;
    output.json(summaryJson(ended, (performance.now() - began) / 1000));
    return { study: ended, wasInterrupted: interrupt.signal.aborted };
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    pool.close();
  }
}
