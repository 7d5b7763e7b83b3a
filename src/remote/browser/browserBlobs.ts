import { memoryBlobs, type BlobStore } from "../blobs/blobStore.ts";

const STORE = "blobs";

/**
 * Bytes by their hash in this browser's IndexedDB, which is there on plain http too, unlike private files; in memory where it is not to be
 * had, as in some private windows.
 */
export async function openBrowserBlobs(name: string): Promise<{ readonly blobs: BlobStore; readonly isKept: boolean }> {
  try {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    return { blobs: blobsOf(await answered(opening)), isKept: true };
  } catch {
    return { blobs: memoryBlobs(), isKept: false };
  }
}

function blobsOf(database: IDBDatabase): BlobStore {
  const all = (mode: IDBTransactionMode) => database.transaction(STORE, mode).objectStore(STORE);
  const read = async (sha256: string) =>
    ((await answered(all("readonly").get(sha256))) as Uint8Array<ArrayBuffer> | undefined) ?? null;
  return {
    read,
    size: async (sha256) => (await read(sha256))?.length ?? null,
    async write(sha256, bytes) {
      await answered(all("readwrite").put(bytes, sha256));
    },
    async remove(sha256) {
      await answered(all("readwrite").delete(sha256));
    },
  };
}

const answered = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error(request.error?.message ?? "IndexedDB does not answer."));
  });
