import type { ByteSource, SourceFolder } from "../../../core/image/format.ts";
import { refuse } from "./refuse.ts";

/** The bytes [start, start + length) of a source of `size`, read by `slice` once they are known to be there. */
export function checkedRead(
  size: number,
  slice: (start: number, length: number) => Promise<Uint8Array<ArrayBuffer>>,
): ByteSource["read"] {
  return async (start, length) => {
    checkRange(size, start, length);
    return checkLength(await slice(start, length), start, length);
  };
}

/** The same for a `slice` that need not be waited for. */
export function checkedReadNow(
  size: number,
  slice: (start: number, length: number) => Uint8Array<ArrayBuffer>,
): NonNullable<ByteSource["readNow"]> {
  return (start, length) => {
    checkRange(size, start, length);
    return checkLength(slice(start, length), start, length);
  };
}

function checkRange(size: number, start: number, length: number): void {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length) || start < 0 || length < 0 || start + length > size)
    refuse(
      `Its header points to bytes ${start} to ${start + length}, but the file has ${size}. It was cut off, or its header is damaged.`,
    );
}

const checkLength = (bytes: Uint8Array<ArrayBuffer>, start: number, length: number): Uint8Array<ArrayBuffer> =>
  bytes.length === length
    ? bytes
    : refuse(
        `Only ${bytes.length} of ${length} bytes could be read from byte ${start}. The file changed while it was read; open it again.`,
      );

const noSibling = (): Promise<null> => Promise.resolve(null);

export function memorySource(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  sibling: ByteSource["sibling"] = noSibling,
): ByteSource {
  const readNow = checkedReadNow(bytes.length, (start, length) => bytes.subarray(start, start + length));
  return {
    name,
    size: bytes.length,
    sibling,
    readNow,
    read: checkedRead(bytes.length, (start, length) => Promise.resolve(readNow(start, length))),
  };
}

/** Known to worker threads of browsers alone. */
declare const FileReaderSync: (new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer }) | undefined;

/** A dropped file; only the parts that are read come into memory. Worker threads of browsers read without waiting, which is faster for many small pieces. */
export function blobSource(name: string, blob: Blob, sibling: ByteSource["sibling"] = noSibling): ByteSource {
  const { size } = blob;
  if (typeof FileReaderSync === "undefined")
    return {
      name,
      size,
      sibling,
      read: checkedRead(
        size,
        async (start, length) => new Uint8Array(await blob.slice(start, start + length).arrayBuffer()),
      ),
    };
  const reader = new FileReaderSync();
  const readNow = checkedReadNow(
    size,
    (start, length) => new Uint8Array(reader.readAsArrayBuffer(blob.slice(start, start + length))),
  );
  return {
    name,
    size,
    sibling,
    readNow,
    read: checkedRead(size, (start, length) => Promise.resolve(readNow(start, length))),
  };
}

/** The first bytes, or all where there are fewer. */
export const headOf = (source: ByteSource, length: number): Promise<Uint8Array<ArrayBuffer>> =>
  source.read(0, Math.min(length, source.size));

/** "a/b/../c" as "a/c"; null where it leads out. */
export function resolvedPath(folder: string, path: string): string | null {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return null;
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** Files that were dropped together, by their paths; each finds the others as siblings. */
export function folderOfFiles(name: string, files: ReadonlyMap<string, Blob>): SourceFolder {
  const file = (path: string): Promise<ByteSource | null> => {
    const blob = files.get(path);
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    const sibling = (other: string) => {
      const found = resolvedPath(folder, other);
      return found === null ? noSibling() : file(found);
    };
    return Promise.resolve(blob ? blobSource(path.slice(path.lastIndexOf("/") + 1), blob, sibling) : null);
  };
  return { name, paths: [...files.keys()], file };
}

/** What lies below a path of a folder. */
export function subFolder(parent: SourceFolder, path: string): SourceFolder {
  if (path === "") return parent;
  const prefix = `${path}/`;
  return {
    name: path.slice(path.lastIndexOf("/") + 1),
    paths: parent.paths?.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length)) ?? null,
    file: (inner) => parent.file(prefix + inner),
  };
}
