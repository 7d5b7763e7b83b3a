import { zipSync, type Zippable } from "fflate";
import { isAlone, type ExportedFile } from "../../catalog/exports/stack.ts";

/** What a browser can save: the one file, or several, and one in a folder, in a zip archive. Their content is compressed already. */
export function oneFile(
  name: string,
  files: readonly ExportedFile[],
): { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } {
  const [first] = files;
  if (first && isAlone(files)) return { name: first.path, bytes: first.bytes };
  const entries: Zippable = Object.fromEntries(files.map(({ path, bytes }) => [path, [bytes, { level: 0 }]]));
  return { name: `${name}.zip`, bytes: zipSync(entries) };
}
