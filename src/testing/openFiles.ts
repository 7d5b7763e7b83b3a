import { openSource } from "../catalog/formats/index.ts";
import { folderOfFiles } from "../catalog/formats/reading/sources.ts";
import type { ReadableArray } from "../core/image/format.ts";

export const textBytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Opens the first of files that lie in one folder. */
export async function openFile(files: Readonly<Record<string, Uint8Array>>): Promise<readonly ReadableArray[]> {
  const folder = folderOfFiles(
    "files",
    new Map(Object.entries(files).map(([path, bytes]) => [path, new Blob([bytes.slice()])])),
  );
  return openSource((await folder.file(Object.keys(files)[0]!))!);
}
