import { closeSync, openSync, readSync } from "node:fs";
import { open, readdir, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { checkedRead, checkedReadNow, resolvedPath } from "../../catalog/formats/reading/sources.ts";
import { StudioError } from "../../core/errors.ts";
import type { ByteSource, SourceFolder } from "../../core/image/format.ts";
import { isPassedOver } from "../../core/image/fileNames.ts";
import { locate } from "./locate.ts";
import type { Source } from "./reader.ts";
import type { SourceRequest } from "./readerApi.ts";

/** What a request names, on disk or at an address. Throws StudioError "UnreadableFile" where there is nothing. */
export async function locateOnDisk(request: SourceRequest): Promise<Source> {
  if (request.from !== "disk") return locate(request);
  const found = await stat(request.path).catch(() => null);
  if (!found) throw new StudioError("UnreadableFile", `There is no file or folder "${request.path}".`);
  return found.isDirectory() ? { folder: await diskFolder(request.path) } : { file: (await diskFile(request.path))! };
}

async function diskFolder(path: string): Promise<SourceFolder> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(path, "/").length).replaceAll("\\", "/"))
    .filter((inner) => !isPassedOver(inner));
  const file = (inner: string): Promise<ByteSource | null> => {
    const resolved = resolvedPath("", inner);
    return resolved === null ? Promise.resolve(null) : diskFile(join(path, resolved));
  };
  return { name: basename(path), paths, file };
}

/** A file on disk, read in pieces; null where there is none. */
async function diskFile(path: string): Promise<ByteSource | null> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return null;
  const read = checkedRead(found.size, (start, length) =>
    withHandle(path, (handle) => readFully(handle, start, length)),
  );
  const readNow = checkedReadNow(found.size, (start, length) => readFullyNow(path, start, length));
  return {
    name: basename(path),
    size: found.size,
    read,
    readNow,
    sibling: (other) => diskFile(join(dirname(path), other)),
  };
}

/** The file is opened for each piece: a folder of chunks has more files than may be open at once. */
async function withHandle<T>(path: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, "r");
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}

async function readFully(handle: FileHandle, start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, 2 ** 30), start + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

function readFullyNow(path: string, start: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  const handle = openSync(path, "r");
  try {
    return bytes.subarray(0, readSync(handle, bytes, 0, length, start));
  } finally {
    closeSync(handle);
  }
}
