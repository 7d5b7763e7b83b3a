import { StudioError, toErrorRecord } from "../../core/errors.ts";

/** The bytes of a file that is kept beside the page. Throws StudioError "NotLoaded". */
export async function fetchedPart(url: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new StudioError(
      "NotLoaded",
      `A part of the page could not be fetched (${toErrorRecord(error).message}). Check the network and try again; where Cristae was updated meanwhile, reload the page.`,
    );
  }
}
