import { crashOf } from "../workerCrash.ts";
import type { ReaderThread } from "./guard.ts";
import { remoteReader } from "./remoteReader.ts";

/** A Web Worker that reads files, started from inside the studio worker. */
export function spawnBrowserReader(): ReaderThread {
  const worker = new Worker(new URL("./reader.worker.ts", import.meta.url), { type: "module" });
  const crashed = crashOf(
    worker,
    "UnreadableFile",
    (reason) => `Reading it stopped (${reason}). Close other tabs, or open a smaller region.`,
  );
  return { reader: remoteReader(worker), crashed, end: () => worker.terminate() };
}
