import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** A file or a folder format as it is before it is damaged. */
export interface Specimen {
  readonly name: string;
  /** One file, or those of a folder by their paths. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly isFolder: boolean;
}

const FOLDERS = ["formats", "formats_generated", "malformed"];

/** Larger files only make cases slow. */
const MOST_BYTES = 400_000;

/** The collection of files beside the checkout. Throws where it is not there. */
export function readCorpus(root: string): readonly Specimen[] {
  if (!existsSync(root)) throw new Error(`The fuzzer damages the files of ${root}, which is not there.`);
  return FOLDERS.flatMap((folder) => specimensIn(join(root, folder))).filter(
    ({ files }) => [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0) <= MOST_BYTES,
  );
}

function specimensIn(folder: string): readonly Specimen[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (!statSync(path).isDirectory()) return [{ name, files: new Map([[name, bytesOf(path)]]), isFolder: false }];
      return /\.(zarr|n5)$/.test(name) ? [{ name, files: filesBelow(path), isFolder: true }] : specimensIn(path);
    });
}

function filesBelow(folder: string): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
  return new Map(paths.map((path) => [path, bytesOf(join(folder, path))]));
}

const bytesOf = (path: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(path));
