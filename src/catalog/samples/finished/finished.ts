import { fetchedPart } from "../fetchedPart.ts";
import url from "./finished.cristae.zip?url";

/** A search that has ended, on a sample, as a study file: `npm run finished` makes it. Throws StudioError "NotLoaded". */
export const finishedStudy = (): Promise<Uint8Array<ArrayBuffer>> => fetchedPart(url);
