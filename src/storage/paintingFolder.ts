import type { Dataset } from "../core/image/dataset.ts";
import type { Shape3 } from "../core/image/volume.ts";
import { decodeDataset, encodeDataset } from "./datasetFile.ts";
import { openEditLog, type EditLog } from "./editLog.ts";
import type { FileStore } from "./fileStore.ts";

/** What labels were painted on. */
export interface PaintingAbout {
  readonly name: string;
  readonly shape: Shape3;
}

/** Labels that are being painted, on disk: `about.json`, `data.bin` (the image, and the labels before anything was painted) and `edits.jsonl`, the log of all that was done since. */
export interface PaintingFolder extends EditLog {
  readBase(): Promise<Dataset | null>;
  /** What it is of, without its voxels; null where nothing is kept. */
  readAbout(): Promise<PaintingAbout | null>;
  writeBase(base: Dataset): Promise<void>;
  remove(): Promise<void>;
}

export const openPaintingFolder = (files: FileStore, folder: string, now: () => number = Date.now): PaintingFolder => ({
  ...openEditLog(files, `${folder}/edits.jsonl`, now),
  async readBase() {
    const bytes = await files.read(`${folder}/data.bin`);
    return bytes && decodeDataset(bytes);
  },
  async readAbout() {
    const bytes = await files.read(`${folder}/about.json`);
    if (bytes) return JSON.parse(new TextDecoder().decode(bytes)) as PaintingAbout;
    // Those of earlier versions have none.
    const data = await files.read(`${folder}/data.bin`);
    return data && aboutOf(decodeDataset(data));
  },
  async writeBase(base) {
    await files.write(`${folder}/data.bin`, encodeDataset(base));
    await files.write(`${folder}/about.json`, new TextEncoder().encode(JSON.stringify(aboutOf(base))));
  },
  remove: () => files.remove(folder),
});

const aboutOf = ({ name, volume: { shape } }: Dataset): PaintingAbout => ({ name, shape });
