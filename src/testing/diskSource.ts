import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { folderOfFiles } from "../catalog/formats/reading/sources.ts";
import type { ByteSource, SourceFolder } from "../core/image/format.ts";

/** A folder on disk, held in memory, as the formats see one. */
export function diskFolder(path: string): SourceFolder {
  const names = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(path, name)).isFile(),
  );
  return folderOfFiles(
    path.replace(/\/+$/, "").split("/").at(-1)!,
    new Map(names.map((name) => [name, new Blob([readFileSync(join(path, name))])])),
  );
}

/** A file on disk with its folder around it. */
export async function diskSource(path: string): Promise<ByteSource> {
  const at = path.lastIndexOf("/");
  return (await diskFolder(path.slice(0, at)).file(path.slice(at + 1)))!;
}
