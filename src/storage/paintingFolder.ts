import { StudioError, toErrorRecord } from "../core/errors.ts";
import type { Dataset } from "../core/image/dataset.ts";
import { parsePaintingLine, type PaintingLine } from "../core/image/painting/paintingLog.ts";
import { decodeDataset, encodeDataset } from "./datasetFile.ts";
import type { FileStore } from "./fileStore.ts";
import { openLineFile, withoutTornLine } from "./lineFile.ts";

const encoder = new TextEncoder();

/** The lines of a painting's log up to the first that makes no sense. */
export interface ReadPainting {
  readonly lines: readonly PaintingLine[];
  /** Why it ends there; null where all of it was read. */
  readonly damage: string | null;
}

/** Labels that are being painted, on disk: `data.bin` (the image, and the labels before anything was painted) and `edits.jsonl`, the log of all that was done since. */
export interface PaintingFolder {
  readBase(): Promise<Dataset | null>;
  writeBase(base: Dataset): Promise<void>;
  readLog(): Promise<ReadPainting>;
  /** On disk when it resolves. Throws StudioError "DiskFull" where there is no room: what was painted before stays. */
  append(line: PaintingLine): Promise<void>;
  /** Writes the log anew with these lines; what it was is kept as `edits.jsonl.damaged`, which nothing reads. */
  putAside(lines: readonly PaintingLine[]): Promise<void>;
  remove(): Promise<void>;
}

export function openPaintingFolder(files: FileStore, folder: string): PaintingFolder {
  const path = `${folder}/edits.jsonl`;
  const log = openLineFile(files, path);
  return {
    async readBase() {
      const bytes = await files.read(`${folder}/data.bin`);
      return bytes && decodeDataset(bytes);
    },
    writeBase: (base) => files.write(`${folder}/data.bin`, encodeDataset(base)),
    readLog: async () => readLines(await log.readText()),
    append: (line) => log.append(bytesOf([line])),
    async putAside(lines) {
      const before = await files.read(path);
      if (before) await files.write(`${path}.damaged`, before);
      await files.write(path, bytesOf(lines));
    },
    remove: () => files.remove(folder),
  };
}

const bytesOf = (lines: readonly PaintingLine[]): Uint8Array<ArrayBuffer> =>
  encoder.encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

/** What follows a damaged line rests on it, so that nothing behind it is read. */
function readLines(text: string): ReadPainting {
  const lines: PaintingLine[] = [];
  for (const [index, line] of withoutTornLine(text).split("\n").slice(0, -1).entries()) {
    try {
      lines.push(parsePaintingLine(parseJson(line)));
    } catch (error) {
      return { lines, damage: `Line ${index + 1} of the painting's log is damaged: ${toErrorRecord(error).message}` };
    }
  }
  return { lines, damage: null };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new StudioError("BadPainting", "it is no JSON.");
  }
}
