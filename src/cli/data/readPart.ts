import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fetchedPart } from "../../catalog/samples/fetchedPart.ts";

/**
 * The bytes of a file that the build has put beside the command line; a package has it once, beside the page. A bundler that serves has
 * them within the address. Throws StudioError "NotLoaded".
 */
export function readPart(url: string): Promise<Uint8Array> {
  if (!url.startsWith("file:")) return fetchedPart(url);
  const own = new URL(url);
  return readFile(own).catch(() => readFile(new URL(`../../app/assets/${basename(own.pathname)}`, own)));
}
