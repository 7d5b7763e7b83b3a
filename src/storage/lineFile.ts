import type { FileStore } from "./fileStore.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A file of lines that only grows. */
export interface LineFile {
  readText(): Promise<string>;
  /** Whole lines. They are on disk when this resolves; where it throws, none of them counts. */
  append(lines: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** The text up to the last whole line: a crash or a full disk may have cut one off. */
export const withoutTornLine = (text: string): string => text.slice(0, text.lastIndexOf("\n") + 1);

/**
 * The file at a path. Before it is first written to, and after each failure, it is made what `whole` says of it, so that a next line does
 * not grow onto what was left of a last one. That is done then and not when it is opened, so that looking at it changes nothing; the file
 * is replaced at once, so that a crash leaves the one or the other.
 */
export function openLineFile(
  files: FileStore,
  path: string,
  whole: (text: string) => string = withoutTornLine,
): LineFile {
  const readText = async () => decoder.decode((await files.read(path)) ?? new Uint8Array());
  let isWhole = false;

  async function makeWhole(): Promise<void> {
    const text = isWhole ? "" : await readText();
    const wanted = whole(text);
    if (wanted !== text) await files.write(path, encoder.encode(wanted));
    isWhole = true;
  }

  return {
    readText,
    async append(lines) {
      await makeWhole();
      isWhole = false;
      await files.append(path, lines);
      isWhole = true;
    },
  };
}
