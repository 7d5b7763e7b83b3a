import { appendFile, mkdir, readFile, readdir, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StudioError } from "../core/errors.ts";
import type { FileStore } from "./fileStore.ts";

/** A folder of the disk. */
export function openNodeFileStore(root: string): FileStore {
  const at = (path: string) => join(root, path);
  const size = async (path: string): Promise<number> => {
    const info = await orNull(stat(at(path)));
    if (!info) return 0;
    if (info.isFile()) return info.size;
    const sizes = await Promise.all((await readdir(at(path))).map((name) => size(`${path}/${name}`)));
    return sizes.reduce((sum, bytes) => sum + bytes, 0);
  };
  /** Folders of files that are appended to, which happens all the time. */
  const made = new Set<string>();
  return {
    read: async (path) => {
      const bytes = await orNull(readFile(at(path)));
      return bytes && new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    write: async (path, bytes) => {
      await mkdir(dirname(at(path)), { recursive: true });
      const aside = `${at(path)}.new`;
      try {
        await saying(path, writeFile(aside, bytes, { flush: true }));
        await rename(aside, at(path));
      } catch (error) {
        await rm(aside, { force: true });
        throw error;
      }
    },
    append: async (path, bytes) => {
      const folder = dirname(at(path));
      if (!made.has(folder)) await mkdir(folder, { recursive: true });
      made.add(folder);
      const before = await size(path);
      try {
        await saying(path, appendFile(at(path), bytes, { flush: true }));
      } catch (error) {
        await orNull(truncate(at(path), before));
        throw error;
      }
    },
    remove(path) {
      made.clear();
      return rm(at(path), { recursive: true, force: true });
    },
    list: async (path) => (await orNull(readdir(at(path)))) ?? [],
    size,
    release: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

const isErrno = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && "code" in error && codes.includes(String(error.code));

/** Whether writing failed for want of room. */
export const isDiskFull = (error: unknown): boolean => isErrno(error, "ENOSPC", "EDQUOT");

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return null;
    throw error;
  }
}

async function saying(path: string, writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (isDiskFull(error))
      throw new StudioError(
        "DiskFull",
        `The disk is full: ${path} could not be written. Everything before it is kept; free some space and resume.`,
      );
    throw error;
  }
}
