import { StudioError } from "../../core/errors.ts";
import type { ReaderThread } from "./guard.ts";
import { remoteReader } from "./remoteReader.ts";

/** A Web Worker that reads files, started from inside the studio worker. */
export function spawnBrowserReader(): ReaderThread {
  const worker = new Worker(new URL("./reader.worker.ts", import.meta.url), { type: "module" });
  const crashed = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      reject(
        new StudioError(
          "UnreadableFile",
          `Reading it stopped (${event.message || "no reason given, often too little memory"}). Close other tabs, or open a smaller region.`,
        ),
      );
    });
  });
  crashed.catch(() => undefined);
  return { reader: remoteReader(worker), crashed, end: () => worker.terminate() };
}
