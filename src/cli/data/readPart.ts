import { readFile } from "node:fs/promises";
import { fetchedPart } from "../../catalog/samples/fetchedPart.ts";

/** The bytes of a file that the build has put beside the command line; a bundler that serves has them within the address. Throws StudioError "NotLoaded". */
export const readPart = (url: string): Promise<Uint8Array> =>
  url.startsWith("file:") ? readFile(new URL(url)) : fetchedPart(url);
