import * as Comlink from "comlink";
import { crashOf } from "../workerCrash.ts";
import type { ObjectFinder, ObjectThread } from "./objectThread.ts";

/** A Web Worker that finds objects, started from inside the studio worker. */
export function spawnBrowserObjects(): ObjectThread {
  const worker = new Worker(new URL("./objects.worker.ts", import.meta.url), { type: "module" });
  const crashed = crashOf(
    worker,
    "WorkerCrashed",
    (reason) => `Finding the objects stopped (${reason}). Close other tabs, or look for them slice by slice.`,
  );
  return { finder: Comlink.wrap<ObjectFinder>(worker), crashed, end: () => worker.terminate() };
}
