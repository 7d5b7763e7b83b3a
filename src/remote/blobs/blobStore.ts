import { hashOf } from "../../storage/hashOf.ts";

/** Bytes by the SHA-256 of their content; they never change. */
export interface BlobStore {
  read(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Bytes of it; null where there is none. */
  size(sha256: string): Promise<number | null>;
  /** Keeps bytes of which the hash is known already. */
  write(sha256: string, bytes: Uint8Array): Promise<void>;
  remove(sha256: string): Promise<void>;
}

/** Keeps bytes, and gives their name. */
export async function keepBlob(blobs: BlobStore, bytes: Uint8Array, hash = hashOf): Promise<string> {
  const sha256 = hash(bytes);
  if ((await blobs.size(sha256)) === null) await blobs.write(sha256, bytes);
  return sha256;
}

export function memoryBlobs(kept = new Map<string, Uint8Array<ArrayBuffer>>()): BlobStore {
  return {
    read: (sha256) => Promise.resolve(kept.get(sha256) ?? null),
    size: (sha256) => Promise.resolve(kept.get(sha256)?.length ?? null),
    write: (sha256, bytes) => Promise.resolve(void kept.set(sha256, new Uint8Array(bytes))),
    remove: (sha256) => Promise.resolve(void kept.delete(sha256)),
  };
}

/** Looks in one store after the other; what is written goes to the last, and what the others have stays. */
export const layeredBlobs = (fixed: BlobStore, written: BlobStore): BlobStore => ({
  read: async (sha256) => (await fixed.read(sha256)) ?? written.read(sha256),
  size: async (sha256) => (await fixed.size(sha256)) ?? written.size(sha256),
  write: (sha256, bytes) => written.write(sha256, bytes),
  remove: (sha256) => written.remove(sha256),
});
