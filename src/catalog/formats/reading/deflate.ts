import { Inflate, inflateSync } from "fflate";
import { adler32, crc32 } from "./checksums.ts";
import { fieldsOf } from "./fields.ts";
import { checkPiece, MOST_DEFLATE_RATIO, refuse } from "./refuse.ts";

const DAMAGED = "Its compressed data are damaged or were cut off. Download or save the file again.";

/** Raw deflate data of a known size. Throws StudioError "UnreadableFile" where they give less or more. */
export function inflated(data: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  if (size > data.length * MOST_DEFLATE_RATIO + 64)
    refuse(
      `Its header says that ${data.length} compressed bytes hold ${size}, which deflate cannot do. The file was cut off, or its header is damaged.`,
    );
  checkPiece(size, "Its compressed data");
  try {
    const room = new Uint8Array(size + 1);
    const content = inflateSync(data, { out: room });
    if (content.length === size) return content;
  } catch {
    refuse(DAMAGED);
  }
  return refuse(DAMAGED);
}

/** The first `length` bytes of what the beginning of raw deflate data holds. Throws StudioError "UnreadableFile" where that is less. */
export function inflatedHead(data: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(length);
  let filled = 0;
  const inflate = new Inflate((chunk) => {
    head.set(chunk.subarray(0, length - filled), filled);
    filled = Math.min(length, filled + chunk.length);
  });
  try {
    for (let at = 0; at < data.length && filled < length; at += HEAD_PORTION)
      inflate.push(data.subarray(at, at + HEAD_PORTION), at + HEAD_PORTION >= data.length);
  } catch {
    refuse(DAMAGED);
  }
  return filled === length ? head : refuse(DAMAGED);
}

/** Deflate may turn this into half a megabyte. */
const HEAD_PORTION = 512;

/** A zlib stream (RFC 1950) of a known size, its checksum tested; some writers leave padding behind it. */
export function unzlibbed(data: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  if (data.length < 6 || (data[0]! & 15) !== 8 || ((data[0]! << 8) | data[1]!) % 31 !== 0) refuse(DAMAGED);
  const content = inflated(data.subarray(2), size);
  const sum = adler32(content);
  for (let end = data.length; end >= Math.max(6, data.length - MOST_PADDING); end--)
    if (fieldsOf(data, false).u32(end - 4) === sum) return content;
  return refuse(DAMAGED);
}

const MOST_PADDING = 16;

/** Gzip data (RFC 1952) held in memory, such as a chunk: one member of a known size, or of the size its end says. */
export function gunzippedPiece(data: Uint8Array, size?: number): Uint8Array<ArrayBuffer> {
  if (data.length < 18) refuse(DAMAGED);
  const end = fieldsOf(data.subarray(-8), true);
  const content = inflated(data.subarray(gzipHeaderLength(data), -8), size ?? end.u32(4));
  return crc32(content) === end.u32(0) ? content : refuse(DAMAGED);
}

const [HAS_CRC, HAS_EXTRA, HAS_NAME, HAS_COMMENT] = [2, 4, 8, 16];

function gzipHeaderLength(data: Uint8Array): number {
  const flags = data[3]!;
  let at = 10;
  if (data[0] !== 0x1f || data[1] !== 0x8b) refuse(DAMAGED);
  if (flags & HAS_EXTRA) at += 2 + data[at]! + (data[at + 1]! << 8);
  for (const flag of [HAS_NAME, HAS_COMMENT]) if (flags & flag) while (at < data.length && data[at++] !== 0);
  return at + (flags & HAS_CRC ? 2 : 0);
}
