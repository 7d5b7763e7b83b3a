import { Worker } from "node:worker_threads";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { StudioError } from "../../core/errors.ts";
import type { ReaderThread } from "./guard.ts";
import { remoteReader } from "./remoteReader.ts";

/** Heap of a reading thread; voxels lie outside of it and are checked before they are allocated. */
const HEAP_MB = 1024;

/** A thread of Node that reads files, running the built entry beside the command line. */
export function spawnNodeReader(entry: URL): ReaderThread {
  const worker = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
  worker.unref();
  const crashed = new Promise<never>((_, reject) => {
    worker.on("error", (error) =>
      reject(
        new StudioError(
          "UnreadableFile",
          `Reading it stopped (${error instanceof Error ? error.message : String(error)}). The file is damaged, or larger than memory; open a part of it.`,
        ),
      ),
    );
  });
  crashed.catch(() => undefined);
  return { reader: remoteReader(nodeEndpoint(worker)), crashed, end: () => void worker.terminate() };
}
