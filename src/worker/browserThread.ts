import * as Comlink from "comlink";
import type { AsyncTrainer, TrainerThread } from "./trainerThread.ts";
import { crashOf } from "./workerCrash.ts";

/** A Web Worker that trains, started from inside the studio worker. */
export function spawnBrowserTrainer(): TrainerThread {
  const worker = new Worker(new URL("./trainer.worker.ts", import.meta.url), { type: "module" });
  const crashed = crashOf(worker, "WorkerCrashed", (reason) => `The training worker crashed: ${reason}.`);
  return {
    trainer: Comlink.wrap(worker) as unknown as AsyncTrainer,
    crashed,
    share: (listener) => Comlink.proxy(listener),
    end: () => worker.terminate(),
  };
}
