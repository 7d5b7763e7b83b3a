import type { ByteSource, SourceFolder } from "../../../core/image/format.ts";
import { refuse } from "./refuse.ts";

/** The bytes [start, start + length) of a source of `size`, read by `slice` once they are known to be there. */
export function checkedRead(size: number, slice: (start: number, length: number) => Promise<Uint8Array<ArrayBuffer>>): ByteSource["read"] {
  return async (start, length) => {
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length) || start < 0 || length < 0 || start + length > size) refuse(`Its header points to bytes ${start} to ${start + length}, but the file has ${size}. It was cut off, or its header is damaged.`);
    const bytes = await slice(start, length);
    return bytes.length === length ? bytes : refuse(`Only ${bytes.length} of ${length} bytes could be read from byte ${start}. The file changed while it was read; open it again.`);
  };
}

const noSibling = (): Promise<null> => Promise.resolve(null);

export function memorySource(name: string, bytes: Uint8Array<ArrayBuffer>, sibling: ByteSource["sibling"] = noSibling): ByteSource {
  return { name, size: bytes.length, sibling, read: checkedRead(bytes.length, (start, length) => Promise.resolve(bytes.subarray(start, start + length))) };
}

/** A dropped file; only the parts that are read come into memory. */
export function blobSource(name: string, blob: Blob, sibling: ByteSource["sibling"] = noSibling): ByteSource {
  return { name, size: blob.size, sibling, read: checkedRead(blob.size, (start, length) => bytesOf(blob.slice(start, start + length))) };
}

/** Known to worker threads of browsers alone. */
declare const FileReaderSync: (new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer }) | undefined;

/** Worker threads of browsers can read without waiting in line, which is faster for many small pieces. */
async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(typeof FileReaderSync === "undefined" ? await blob.arrayBuffer() : new FileReaderSync().readAsArrayBuffer(blob));
}

/** The first bytes, or all where there are fewer. */
export const headOf = (source: ByteSource, length: number): Promise<Uint8Array<ArrayBuffer>> => source.read(0, Math.min(length, source.size));

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
  return { name: path.slice(path.lastIndexOf("/") + 1), paths: parent.paths?.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length)) ?? null, file: (inner) => parent.file(prefix + inner) };
}
