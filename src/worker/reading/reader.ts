import { openFolder, openSource, refusalOf } from "../../catalog/formats/index.ts";
import { StudioError } from "../../core/errors.ts";
import { readFacts, type Hasher } from "../../core/image/arrayFacts.ts";
import { decodeArray } from "../../core/image/decode.ts";
import type { ByteSource, ReadableArray, SourceFolder, StoredArray } from "../../core/image/format.ts";
import type { ReaderApi, SourceRequest } from "./readerApi.ts";

/** A file, or a folder whose layout is the format. */
export type Source = { readonly file: ByteSource } | { readonly folder: SourceFolder };

interface Opened {
  readonly name: string;
  readonly arrays: readonly ReadableArray[];
}

/** Reads files in this thread; `locate` finds what a request names, `sha256` begins a hash of what is read. */
export function createReader(locate: (request: SourceRequest) => Promise<Source>, sha256: () => Hasher): ReaderApi {
  const opened = new Map<number, Opened>();
  let next = 0;
  const at = (id: number, index: number): readonly [Opened, ReadableArray] => {
    const found = opened.get(id);
    const array = found?.arrays[index];
    if (!found || !array) throw new StudioError("NotFound", "This file is no longer open. Open it again.");
    return [found, array];
  };
  return {
    async open(request) {
      const source = await locate(request);
      const [name, arrays] =
        "file" in source
          ? [source.file.name, await openSource(source.file)]
          : [source.folder.name, await openFolder(source.folder)];
      const id = next++;
      opened.set(id, { name, arrays });
      const host = request.from === "address" ? new URL(request.url).host : undefined;
      return { id, name, arrays: arrays.map(withoutReader), ...(host !== undefined && { host }) };
    },
    async decode(id, index, choice) {
      const [{ name }, array] = at(id, index);
      return decodeArray(array, choice).catch((error: unknown) => {
        throw refusalOf(name, error);
      });
    },
    async facts(id, index, progress) {
      const [{ name }, array] = at(id, index);
      const hash = sha256();
      try {
        const facts = await readFacts(array, hash, progress);
        return { ...facts, sha256: hash.hex(), warnings: array.warnings };
      } catch (error) {
        throw refusalOf(name, error);
      }
    },
    release(id) {
      for (const array of opened.get(id)?.arrays ?? []) array.close?.();
      opened.delete(id);
      return Promise.resolve();
    },
  };
}

/** Functions do not cross threads. */
const withoutReader = (array: ReadableArray): StoredArray =>
  Object.fromEntries(
    Object.entries(array).filter(([, value]) => typeof value !== "function"),
  ) as unknown as StoredArray;
