import { Gunzip } from "fflate";
import { StudioError } from "../../core/errors.ts";

export const isGzip = ([a, b]: Uint8Array): boolean => a === 0x1f && b === 0x8b;

/** As much of the beginning of a gzip file's content as its first bytes hold. */
export function gunzippedHead(head: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  try {
    new Gunzip((chunk) => chunks.push(chunk)).push(head, false);
  } catch {
    return new Uint8Array();
  }
  return joined(chunks);
}

/** More than this is not unpacked: no stack that could be trained on in a browser is as large. */
const MOST_BYTES = 4e9;

/** The whole content, its checksum tested. Throws StudioError "UnreadableFile" for a damaged, cut or absurdly large file. */
export async function gunzipped(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(chunks);
      chunks.push(value);
      length += value.length;
      if (length > MOST_BYTES) throw new StudioError("UnreadableFile", "It unpacks to more than 4 GB. Cut the volume, or save it without compression.");
    }
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new StudioError("UnreadableFile", `Its gzip compression is damaged or the file was cut off after ${length} unpacked bytes. Download or save it again.`);
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    result.set(chunk, at);
    at += chunk.length;
  }
  return result;
}
