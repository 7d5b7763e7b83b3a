import * as Comlink from "comlink";
import { crashOf } from "../workerCrash.ts";
import type { SurfaceFinder, SurfaceThread } from "./surfaceThread.ts";

/** A Web Worker that finds surfaces, started from inside the studio worker. */
export function spawnBrowserSurfaces(): SurfaceThread {
  const worker = new Worker(new URL("./surfaces.worker.ts", import.meta.url), { type: "module" });
  const crashed = crashOf(
    worker,
    "WorkerCrashed",
    (reason) => `Finding the surfaces stopped (${reason}). Close other tabs, or look at the three planes instead.`,
  );
  return { finder: Comlink.wrap<SurfaceFinder>(worker), crashed, end: () => worker.terminate() };
}
