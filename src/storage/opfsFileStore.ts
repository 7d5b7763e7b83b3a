import { StudioError } from "../core/errors.ts";
import type { FileStore } from "./fileStore.ts";

/** TypeScript has these only in its "webworker" library, which cannot stand beside "dom". */
interface SyncHandle {
  read(buffer: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(buffer: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncHandle>;
  move(parent: FileSystemDirectoryHandle, name: string): Promise<void>;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Folders and files below a root by their paths, which are made where `create` says so. */
function createTree(root: FileSystemDirectoryHandle) {
  async function directory(path: string, create: boolean): Promise<FileSystemDirectoryHandle> {
    let handle = root;
    for (const part of path.split("/").filter(Boolean)) handle = await handle.getDirectoryHandle(part, { create });
    return handle;
  }
  const parentOf = (path: string, create: boolean) =>
    directory(path.slice(0, Math.max(0, path.lastIndexOf("/"))), create);
  const file = async (path: string, create: boolean) =>
    (await parentOf(path, create)).getFileHandle(nameOf(path), { create }) as Promise<WorkerFileHandle>;
  return { directory, parentOf, file };
}

/**
 * The origin's private file system, from inside a worker. Appends go through one synchronous handle per file that stays open, so
 * a log line is on disk when `append` resolves. A file has one such handle at a time, so reading takes none unless it must: a file
 * that is being appended to is read through the handle that is open.
 */
export async function openOpfsFileStore(folder: string): Promise<FileStore> {
  const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(folder, { create: true });
  const appending = new Map<string, SyncHandle>();

  const { directory, parentOf, file } = createTree(root);

  async function withHandle<T>(path: string, use: (handle: SyncHandle) => T): Promise<T> {
    const handle = await (await file(path, true)).createSyncAccessHandle();
    try {
      return use(handle);
    } finally {
      handle.close();
    }
  }

  const closeBelow = (path: string) => {
    for (const [name, handle] of appending) {
      if (name !== path && !name.startsWith(`${path}/`)) continue;
      handle.close();
      appending.delete(name);
    }
  };

  const size = async (path: string): Promise<number> => {
    const asFile = await orNull(file(path, false));
    if (asFile) return appending.get(path)?.getSize() ?? (await asFile.getFile()).size;
    const folderHandle = await orNull(directory(path, false));
    if (!folderHandle) return 0;
    let bytes = 0;
    for await (const name of folderHandle.keys()) bytes += await size(path ? `${path}/${name}` : name);
    return bytes;
  };

  return {
    async read(path) {
      const open = appending.get(path);
      if (!open)
        return (
          (await orNull(file(path, false)))
            ?.getFile()
            .then(async (found) => new Uint8Array(await found.arrayBuffer())) ?? null
        );
      const bytes = new Uint8Array(open.getSize());
      open.read(bytes, { at: 0 });
      return bytes;
    },
    async write(path, bytes) {
      closeBelow(path);
      const fresh = `${path}.new`;
      await withHandle(fresh, (handle) => writing(path, handle, bytes, 0));
      const handle = await file(fresh, false);
      await handle.move(await parentOf(path, true), nameOf(path));
    },
    async append(path, bytes) {
      let handle = appending.get(path);
      if (!handle) {
        handle = await (await file(path, true)).createSyncAccessHandle();
        appending.set(path, handle);
      }
      writing(path, handle, bytes, handle.getSize());
    },
    async remove(path) {
      closeBelow(path);
      const parent = await orNull(parentOf(path, false));
      await orNull(parent?.removeEntry(nameOf(path), { recursive: true }) ?? Promise.resolve());
    },
    async list(path) {
      const handle = await orNull(directory(path, false));
      const names: string[] = [];
      if (handle) for await (const name of handle.keys()) names.push(name);
      return names;
    },
    size,
    release(path) {
      closeBelow(path);
      return Promise.resolve();
    },
    close: () => {
      for (const handle of appending.values()) handle.close();
      appending.clear();
      return Promise.resolve();
    },
  };
}

/** Writes all bytes or, when the quota is used up, puts the file back to what it was. */
function writing(path: string, handle: SyncHandle, bytes: Uint8Array, at: number): void {
  try {
    const written = handle.write(bytes as Uint8Array<ArrayBuffer>, { at });
    if (written < bytes.length) throw new DOMException("short write", "QuotaExceededError");
    if (at === 0) handle.truncate(bytes.length);
    handle.flush();
  } catch (error) {
    handle.truncate(at);
    if (error instanceof DOMException && error.name === "QuotaExceededError") {
      throw new StudioError(
        "DiskFull",
        `The browser's storage is full: ${path} could not be written. Everything before it is kept; delete a study or free disk space, then go on.`,
      );
    }
    throw error;
  }
}

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DOMException && (error.name === "NotFoundError" || error.name === "TypeMismatchError"))
      return null;
    throw error;
  }
}
