import { openSource, refusalOf } from "../catalog/formats/index.ts";
import { memorySource } from "../catalog/formats/reading/sources.ts";
import { decodeArray, type ArrayChoice } from "../core/image/decode.ts";
import type { DecodedFile } from "../core/image/format.ts";

/** The first array of a file held in memory, as a stack. */
export async function decodeBytes(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  choice?: ArrayChoice,
): Promise<DecodedFile> {
  const [array] = await openSource(memorySource(name, bytes));
  return decodeArray(array!, choice).catch((error: unknown) => {
    throw refusalOf(name, error);
  });
}
