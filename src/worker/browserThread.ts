import * as Comlink from "comlink";
import { StudioError } from "../core/errors.ts";
import type { AsyncTrainer, TrainerThread } from "./trainerThread.ts";

/** A Web Worker that trains, started from inside the studio worker. */
export function spawnBrowserTrainer(): TrainerThread {
  const worker = new Worker(new URL("./trainer.worker.ts", import.meta.url), { type: "module" });
  const crashed = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      reject(
        new StudioError(
          "WorkerCrashed",
          `The training worker crashed: ${event.message || "no reason given, often too little memory"}.`,
        ),
      );
    });
  });
  crashed.catch(() => undefined);
  return {
    trainer: Comlink.wrap(worker) as unknown as AsyncTrainer,
    crashed,
    share: (listener) => Comlink.proxy(listener),
    end: () => worker.terminate(),
  };
}
