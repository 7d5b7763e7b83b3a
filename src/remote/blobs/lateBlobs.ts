import type { BlobStore } from "./blobStore.ts";

export interface LateOptions {
  /** Bytes that are removed within so long are never written. */
  readonly afterMs?: number;
  /** What would wait beyond this is written at once. */
  readonly mostBytes?: number;
}

/** Bytes that wait in memory before they go to another store. */
export interface LateBlobs extends BlobStore {
  /** Writes what waits, and no longer waits with what comes then. */
  close(): Promise<void>;
}

interface Waiting {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly timer: ReturnType<typeof setTimeout>;
}

/**
 * Writes bytes a moment later than it is told to: of a checkpoint that the next one replaces nothing ever comes to the disk. What a crash
 * takes of the last moment is trained again. Bytes that could not be written stay in memory.
 */
export function lateBlobs(store: BlobStore, { afterMs = 3_000, mostBytes = 256 << 20 }: LateOptions = {}): LateBlobs {
  const waiting = new Map<string, Waiting>();
  let held = 0;

  function forget(sha256: string): void {
    const found = waiting.get(sha256);
    if (!found) return;
    clearTimeout(found.timer);
    waiting.delete(sha256);
    held -= found.bytes.length;
  }

  /** Until the store has them, they are read from here; they may be removed meanwhile. */
  async function passOn(sha256: string): Promise<void> {
    const found = waiting.get(sha256);
    if (!found) return;
    await store.write(sha256, found.bytes);
    if (waiting.get(sha256) === found) forget(sha256);
    else await store.remove(sha256);
  }

  return {
    read: (sha256) => Promise.resolve(waiting.get(sha256)?.bytes ?? store.read(sha256)),
    size: (sha256) => Promise.resolve(waiting.get(sha256)?.bytes.length ?? store.size(sha256)),
    async write(sha256, bytes) {
      if (waiting.has(sha256)) return;
      if (held + bytes.length > mostBytes) return store.write(sha256, bytes);
      const timer = setTimeout(() => void passOn(sha256).catch(() => undefined), afterMs);
      waiting.set(sha256, { bytes: bytes as Uint8Array<ArrayBuffer>, timer });
      held += bytes.length;
    },
    async remove(sha256) {
      const isHere = waiting.has(sha256);
      forget(sha256);
      if (!isHere) await store.remove(sha256);
    },
    async close() {
      const names = [...waiting.keys()];
      for (const { timer } of waiting.values()) clearTimeout(timer);
      await Promise.all(names.map((name) => passOn(name).catch(() => undefined)));
    },
  };
}
