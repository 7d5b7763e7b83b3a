import * as Comlink from "comlink";
import { StudioError } from "../../core/errors.ts";
import type { SurfaceFinder, SurfaceThread } from "./surfaceThread.ts";

/** A Web Worker that finds surfaces, started from inside the studio worker. */
export function spawnBrowserSurfaces(): SurfaceThread {
  const worker = new Worker(new URL("./surfaces.worker.ts", import.meta.url), { type: "module" });
  const crashed = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      reject(
        new StudioError(
          "WorkerCrashed",
          `Finding the surfaces stopped (${event.message || "no reason given, often too little memory"}). Close other tabs, or look at the three planes instead.`,
        ),
      );
    });
  });
  crashed.catch(() => undefined);
  return { finder: Comlink.wrap<SurfaceFinder>(worker), crashed, end: () => worker.terminate() };
}
