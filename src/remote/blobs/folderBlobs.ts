import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StudioError } from "../../core/errors.ts";
import { isDiskFull } from "../../storage/nodeFileStore.ts";
import type { BlobStore } from "./blobStore.ts";

/**
 * Bytes in a folder of the disk, each a file named by its hash. They are not forced to the disk: what a power failure takes is made
 * again, and what it leaves in halves is noticed by its name.
 */
export function folderBlobs(folder: string): BlobStore {
  let made: Promise<unknown> | null = null;
  const at = (sha256: string) => join(folder, sha256);
  return {
    async read(sha256) {
      const bytes = await readFile(at(sha256)).catch(() => null);
      return bytes && new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    size: async (sha256) => (await stat(at(sha256)).catch(() => null))?.size ?? null,
    async write(sha256, bytes) {
      await (made ??= mkdir(folder, { recursive: true }));
      const aside = `${at(sha256)}.${randomUUID().slice(0, 8)}.new`;
      try {
        await writeFile(aside, bytes);
        await rename(aside, at(sha256));
      } catch (error) {
        await unlink(aside).catch(() => undefined);
        throw isDiskFull(error) ? new StudioError("DiskFull", `The disk of ${folder} is full.`) : error;
      }
    },
    remove: (sha256) => unlink(at(sha256)).catch(() => undefined),
  };
}
