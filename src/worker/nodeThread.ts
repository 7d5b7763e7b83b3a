import { Worker } from "node:worker_threads";
import * as Comlink from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { StudioError } from "../core/errors.ts";
import type { AsyncTrainer, TrainerThread } from "./trainerThread.ts";

/** A training thread of Node running the built entry beside the command line. */
export function spawnNodeTrainer(entry: URL): TrainerThread {
  const worker = new Worker(entry);
  const crashed = new Promise<never>((_, reject) => {
    const crash = (why: string) => reject(new StudioError("WorkerCrashed", `The training thread ended: ${why}.`));
    worker.on("error", (error) => crash(error instanceof Error ? error.message : String(error)));
    worker.on("exit", (code) => crash(`exit code ${code}`));
  });
  crashed.catch(() => undefined);
  return {
    trainer: Comlink.wrap(nodeEndpoint(worker)) as unknown as AsyncTrainer,
    crashed,
    share: (listener) => Comlink.proxy(listener),
    end: () => void worker.terminate(),
  };
}
