import type { ArrayFacts, Progress } from "../../core/image/arrayFacts.ts";
import type { ArrayChoice } from "../../core/image/decode.ts";
import type { DecodedFile, StoredArray } from "../../core/image/format.ts";
import type { NamedFile } from "../studioApi.ts";

/** What is to be opened. Plain data: files cross threads by reference. */
export type SourceRequest =
  /** `path` among the files: one of them, or a folder of them that is a format ("" for all). */
  | { readonly from: "files"; readonly files: readonly NamedFile[]; readonly path: string; readonly isFolder: boolean }
  /** https, or http on this machine. */
  | { readonly from: "address"; readonly url: string }
  /** A file, or a folder that is a format. */
  | { readonly from: "disk"; readonly path: string };

/** An opened file: what it holds, by its headers. */
export interface OpenedSource {
  readonly id: number;
  readonly name: string;
  /** The host it is read from, where that is not this machine. */
  readonly host?: string;
  readonly arrays: readonly StoredArray[];
}

/** The reading thread: everything that touches bytes from outside runs there. Errors are StudioErrors, most "UnreadableFile". */
export interface ReaderApi {
  open(request: SourceRequest): Promise<OpenedSource>;
  /** Reads the chosen part of array `index`. */
  decode(id: number, index: number, choice: ArrayChoice): Promise<DecodedFile>;
  /** The stored elements of array `index`: SHA-256 of their C-order little-endian bytes, and their statistics, and what was found odd on the way. */
  facts(
    id: number,
    index: number,
    progress?: Progress,
  ): Promise<ArrayFacts & { readonly sha256: string; readonly warnings: readonly string[] }>;
  /** Forgets a file and frees what is held for it. */
  release(id: number): Promise<void>;
}
