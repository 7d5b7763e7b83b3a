import { createMemoryFileStore } from "./memoryFileStore.ts";
import type { FileStore } from "./fileStore.ts";
import { openOpfsFileStore } from "./opfsFileStore.ts";

/** Files of this browser, and whether they outlive the tab. */
export interface BrowserFiles {
  readonly files: FileStore;
  readonly isDurable: boolean;
}

/** Private storage where the browser has it and lets it be written; else (plain http, some private windows) memory, which goes with the tab. */
export async function openBrowserFiles(
  folder: string,
  open: (folder: string) => Promise<FileStore> = openOpfsFileStore,
): Promise<BrowserFiles> {
  try {
    const files = await open(folder);
    await probe(files);
    return { files, isDurable: true };
  } catch {
    return { files: createMemoryFileStore(), isDurable: false };
  }
}

/** Some browsers hand out a folder and refuse the first byte. */
async function probe(files: FileStore): Promise<void> {
  const path = `probe-${Math.floor(Math.random() * 1e9).toString(36)}`;
  await files.write(path, Uint8Array.of(1));
  await files.remove(path);
}
