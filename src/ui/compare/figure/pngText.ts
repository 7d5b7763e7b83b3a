import { crc32 } from "../../../catalog/formats/reading/checksums.ts";

/** Length and name before a chunk's data, checksum after it. */
const AROUND = 12;
const SIGNATURE = 8;
const DOTS_PER_METRE = 1000 / 25.4;

interface Chunk {
  readonly type: string;
  readonly begin: number;
  readonly data: Uint8Array;
}

/** A PNG that says how densely it is printed, and holds a text under a keyword (chunks pHYs and tEXt of the PNG specification). */
export function withPngText(
  png: Uint8Array,
  { dotsPerInch, keyword, text }: { readonly dotsPerInch: number; readonly keyword: string; readonly text: string },
): Uint8Array<ArrayBuffer> {
  const density = new Uint8Array(9);
  const view = new DataView(density.buffer);
  const dots = Math.round(dotsPerInch * DOTS_PER_METRE);
  view.setUint32(0, dots);
  view.setUint32(4, dots);
  density[8] = 1; // per metre
  const header = chunksOf(png).find(({ type }) => type === "IHDR")!;
  const end = header.begin + AROUND + header.data.length;
  const parts = [
    png.subarray(0, end),
    chunk("pHYs", density),
    chunk("tEXt", new TextEncoder().encode(`${keyword}\0${asAscii(text)}`)),
    png.subarray(end),
  ];
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** The JSON text under a keyword of a PNG; null where there is none. */
export function pngText(png: Uint8Array, keyword: string): string | null {
  const texts = chunksOf(png).filter(({ type }) => type === "tEXt");
  const found = texts
    .map(({ data }) => new TextDecoder("latin1").decode(data))
    .find((text) => text.startsWith(`${keyword}\0`));
  return found?.slice(keyword.length + 1) ?? null;
}

/** JSON without a letter that a chunk of Latin text could not hold. */
const asAscii = (json: string): string =>
  json.replace(/[\u0080-\uFFFF]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);

function chunksOf(png: Uint8Array): readonly Chunk[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: Chunk[] = [];
  for (let begin = SIGNATURE; begin + AROUND <= png.length;) {
    const length = view.getUint32(begin);
    const type = String.fromCharCode(...png.subarray(begin + 4, begin + 8));
    chunks.push({ type, begin, data: png.subarray(begin + 8, begin + 8 + length) });
    begin += AROUND + length;
  }
  return chunks;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(AROUND + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}
