import { Gunzip } from "fflate";
import type { ByteSource } from "../../../core/image/format.ts";
import { MOST_DEFLATE_RATIO, MOST_PIECE_BYTES, refuse } from "./refuse.ts";
import { memorySource } from "./sources.ts";

export const isGzip = ([a, b]: Uint8Array): boolean => a === 0x1f && b === 0x8b;

/** As much of the beginning of a gzip file's content as its first bytes hold. */
export function gunzippedHead(head: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  try {
    new Gunzip((chunk) => chunks.push(chunk)).push(head, false);
  } catch {
    return new Uint8Array();
  }
  return chunks[0] ?? new Uint8Array();
}

const PORTION = 2 ** 22;

/** The content of a gzip file as a source in memory, its checksum tested. Throws StudioError "UnreadableFile" for a damaged, cut or absurdly large file. */
export async function gunzippedSource(source: ByteSource): Promise<ByteSource> {
  const end = await source.read(Math.max(0, source.size - 4), Math.min(4, source.size));
  const stated = end.length === 4 ? new DataView(end.buffer, end.byteOffset).getUint32(0, true) : 0;
  const buffer = createGrowing(Math.min(stated, source.size * MOST_DEFLATE_RATIO));
  const reader = portionsOf(source).pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      buffer.append(value);
      if (buffer.length() > MOST_PIECE_BYTES)
        refuse("It unpacks to more than 2.1 GB. Save the stack without compression, or in smaller pieces.");
    }
  } catch (error) {
    if (error instanceof Error && error.name === "UnreadableFile") throw error;
    refuse(
      `Its gzip compression is damaged or the file was cut off after ${buffer.length()} unpacked bytes. Download or save it again.`,
    );
  } finally {
    void reader.cancel().catch(() => undefined);
  }
  return memorySource(source.name.replace(/\.gz$/i, ""), buffer.content(), (path) => source.sibling(path));
}

function portionsOf(source: ByteSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      const length = Math.min(PORTION, source.size - at);
      if (length === 0) {
        controller.close();
        return;
      }
      controller.enqueue((await source.read(at, length)).slice());
      at += length;
    },
  });
}

/** Bytes that are appended; `expected` avoids moving them where it is right. */
function createGrowing(expected: number) {
  let [bytes, length] = [new Uint8Array(Math.min(expected, MOST_PIECE_BYTES)), 0];
  return {
    length: () => length,
    append(chunk: Uint8Array) {
      if (length + chunk.length > bytes.length) {
        const larger = new Uint8Array(Math.max(length + chunk.length, Math.ceil(bytes.length * 1.5)));
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      bytes.set(chunk, length);
      length += chunk.length;
    },
    content: () => bytes.subarray(0, length),
  };
}
