import { StudioError } from "./errors.ts";

/** Two independent 32-bit running hashes (FNV-1a and a variant) of many bytes. Not cryptographic. */
export function checksum(bytes: Uint8Array): readonly [number, number] {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x5bd1e995) ^ (b >>> 15);
  }
  return [a >>> 0, b >>> 0];
}

/** Marks bytes that end with their checksum; files of earlier versions end without. */
const MARK = 0x6b_63_72_43;
const TRAILER_BYTES = 12;

/** Room for so many bytes with their checksum behind them; `seal` writes that once they are there. */
export const sealable = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length + TRAILER_BYTES);

/** Writes the checksum of all bytes before it into the end of what `sealable` made, so that a cut, a zeroed block or a flipped bit is noticed. */
export function seal(sealed: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const length = sealed.length - TRAILER_BYTES;
  const view = new DataView(sealed.buffer, sealed.byteOffset + length);
  [MARK, ...checksum(sealed.subarray(0, length))].forEach((word, index) => view.setUint32(4 * index, word, true));
  return sealed;
}

/** A copy of the bytes with their checksum behind them. */
export function withChecksum(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const sealed = sealable(bytes.length);
  sealed.set(bytes);
  return seal(sealed);
}

/**
 * The bytes without their checksum; those of an earlier version, which carry none, as they are.
 * Throws StudioError "BadStudyFile" where the checksum speaks of other bytes.
 */
export function withoutChecksum(sealed: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const length = sealed.length - TRAILER_BYTES;
  if (length < 0) return sealed;
  const view = new DataView(sealed.buffer, sealed.byteOffset + length);
  if (view.getUint32(0, true) !== MARK) return sealed;
  const bytes = sealed.subarray(0, length);
  if (checksum(bytes).some((word, index) => view.getUint32(4 * (index + 1), true) !== word))
    throw new StudioError(
      "BadStudyFile",
      "Its checksum does not fit: the file was changed or damaged after it was written.",
    );
  return bytes;
}
