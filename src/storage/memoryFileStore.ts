import type { FileStore } from "./fileStore.ts";

/** Files in memory: where a browser has no private storage, for tests, and for looking into a study file. */
export function createMemoryFileStore(contents: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {}): FileStore {
  const files = new Map(Object.entries(contents));
  const inside = (path: string) =>
    [...files.keys()].filter((name) => name === path || path === "" || name.startsWith(`${path}/`));
  return {
    read: (path) => Promise.resolve(files.get(path) ?? null),
    write: (path, bytes) => Promise.resolve(void files.set(path, bytes.slice())),
    append(path, bytes) {
      const before = files.get(path) ?? new Uint8Array();
      const after = new Uint8Array(before.length + bytes.length);
      after.set(before);
      after.set(bytes, before.length);
      return Promise.resolve(void files.set(path, after));
    },
    remove(path) {
      for (const name of inside(path)) files.delete(name);
      return Promise.resolve();
    },
    list(path) {
      const names = inside(path)
        .filter((name) => name !== path)
        .map((name) => (path ? name.slice(path.length + 1) : name).split("/")[0]!);
      return Promise.resolve([...new Set(names)]);
    },
    size: (path) => Promise.resolve(inside(path).reduce((sum, name) => sum + files.get(name)!.length, 0)),
    release: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
