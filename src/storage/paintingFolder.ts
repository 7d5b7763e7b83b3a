import type { Dataset } from "../core/image/dataset.ts";
import { decodeDataset, encodeDataset } from "./datasetFile.ts";
import { openEditLog, type EditLog } from "./editLog.ts";
import type { FileStore } from "./fileStore.ts";

/** Labels that are being painted, on disk: `data.bin` (the image, and the labels before anything was painted) and `edits.jsonl`, the log of all that was done since. */
export interface PaintingFolder extends EditLog {
  readBase(): Promise<Dataset | null>;
  writeBase(base: Dataset): Promise<void>;
  remove(): Promise<void>;
}

export const openPaintingFolder = (files: FileStore, folder: string, now: () => number = Date.now): PaintingFolder => ({
  ...openEditLog(files, `${folder}/edits.jsonl`, now),
  async readBase() {
    const bytes = await files.read(`${folder}/data.bin`);
    return bytes && decodeDataset(bytes);
  },
  writeBase: (base) => files.write(`${folder}/data.bin`, encodeDataset(base)),
  remove: () => files.remove(folder),
});
