import { refuse } from "../reading/refuse.ts";

/** Run lengths of Apple's PackBits (TIFF 6.0, section 9). */
export function unpackBits(data: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const output = new Uint8Array(size);
  let [at, written] = [0, 0];
  while (written < size && at < data.length) {
    const count = (data[at++]! << 24) >> 24;
    if (count >= 0) {
      const run = data.subarray(at, at + Math.min(count + 1, size - written));
      output.set(run, written);
      written += run.length;
      at += count + 1;
    } else if (count !== -128) {
      const end = Math.min(size, written + 1 - count);
      output.fill(data[at++] ?? 0, written, end);
      written = end;
    }
  }
  return written < size || at > data.length
    ? refuse(`Its PackBits compression ends after ${written} of ${size} bytes. The file was cut off, or is damaged.`)
    : output;
}
