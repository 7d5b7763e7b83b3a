import { refuse } from "../reading/refuse.ts";

const [CLEAR, END, FIRST, MOST_CODES] = [256, 257, 258, 4096];

/** LZW of TIFF 6.0 (codes from the high bit, switched one early) and of the writers before it (from the low bit), told apart by the first code. */
export function unpackLzw(data: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const isOld = data.length >= 2 && data[0] === 0 && (data[1]! & 1) === 1;
  const nextCode = isOld ? lowBitFirst(data) : highBitFirst(data);
  const output = new Uint8Array(size);
  /** A code stands for a stretch of the output that was written before. */
  const [starts, lengths] = [new Uint32Array(MOST_CODES + 1), new Uint32Array(MOST_CODES + 1)];
  const early = isOld ? 0 : 1;
  let [written, free, width, lastLength] = [0, FIRST, 9, 0];
  while (written < size) {
    const code = nextCode(width);
    if (code === null || code === END) break;
    if (code === CLEAR) {
      [free, width, lastLength] = [FIRST, 9, 0];
      continue;
    }
    if (code > (lastLength > 0 ? Math.min(free, MOST_CODES - 1) : END))
      refuse("Its LZW compression is damaged. Download or save the file again.");
    const begin = written;
    if (code < CLEAR) output[written++] = code;
    else {
      // The one code that is not in the table yet is the last stretch and its first byte again: a copy that runs into itself.
      const [from, length] = code === free ? [begin - lastLength, lastLength + 1] : [starts[code]!, lengths[code]!];
      for (let index = 0; index < length && written < size; index++) output[written++] = output[from + index]!;
    }
    if (lastLength > 0 && free < MOST_CODES) {
      starts[free] = begin - lastLength;
      lengths[free++] = lastLength + 1;
    }
    if (free + early >= 1 << width && width < 12) width++;
    lastLength = written - begin;
  }
  return written < size
    ? refuse(`Its LZW compression ends after ${written} of ${size} bytes. The file was cut off, or is damaged.`)
    : output;
}

type NextCode = (width: number) => number | null;

function highBitFirst(data: Uint8Array): NextCode {
  let [at, held, bits] = [0, 0, 0];
  return (width) => {
    while (bits < width) {
      if (at >= data.length) return null;
      held = ((held << 8) | data[at++]!) & 0xffffff;
      bits += 8;
    }
    bits -= width;
    return (held >> bits) & ((1 << width) - 1);
  };
}

function lowBitFirst(data: Uint8Array): NextCode {
  let [at, held, bits] = [0, 0, 0];
  return (width) => {
    while (bits < width) {
      if (at >= data.length) return null;
      held |= data[at++]! << bits;
      bits += 8;
    }
    const code = held & ((1 << width) - 1);
    held >>>= width;
    bits -= width;
    return code;
  };
}
