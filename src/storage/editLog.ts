import { StudioError, toErrorRecord } from "../core/errors.ts";
import { parsePaintingLine, type LoggedLine, type PaintingLine } from "../core/image/painting/paintingLog.ts";
import type { FileStore } from "./fileStore.ts";
import { openLineFile, withoutTornLine } from "./lineFile.ts";

const encoder = new TextEncoder();

/** The lines of a log of edits up to the first that makes no sense. */
export interface ReadEdits {
  readonly lines: readonly LoggedLine[];
  /** Why it ends there; null where all of it was read. */
  readonly damage: string | null;
}

/** What was done to labels, on disk: it only grows. */
export interface EditLog {
  readLog(): Promise<ReadEdits>;
  /** On disk when it resolves. Throws StudioError "DiskFull" where there is no room: what was painted before stays. */
  append(line: PaintingLine): Promise<void>;
  /** Writes the log anew with these lines; what it was is kept beside it as `.damaged`, which nothing reads. */
  putAside(lines: readonly LoggedLine[]): Promise<void>;
}

export function openEditLog(files: FileStore, path: string, now: () => number = Date.now): EditLog {
  const log = openLineFile(files, path);
  return {
    readLog: async () => readLines(await log.readText()),
    append: (line) => log.append(bytesOf([{ ...line, at: now() }])),
    async putAside(lines) {
      const before = await files.read(path);
      if (before) await files.write(`${path}.damaged`, before);
      await files.write(path, bytesOf(lines));
    },
  };
}

const bytesOf = (lines: readonly LoggedLine[]): Uint8Array<ArrayBuffer> =>
  encoder.encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

/** What follows a damaged line rests on it, so that nothing behind it is read. */
function readLines(text: string): ReadEdits {
  const lines: LoggedLine[] = [];
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
