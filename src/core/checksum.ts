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

/** The bytes with their checksum behind them, so that a cut, a zeroed block or a flipped bit is noticed. */
export function withChecksum(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const sealed = new Uint8Array(bytes.length + TRAILER_BYTES);
  sealed.set(bytes);
  const view = new DataView(sealed.buffer, bytes.length);
  [MARK, ...checksum(bytes)].forEach((word, index) => view.setUint32(4 * index, word, true));
  return sealed;
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
  if (checksum(bytes).some((word, index) => view.getUint32(4 * (index + 1), true) !== word)) throw new StudioError("BadStudyFile", "Its checksum does not fit: the file was changed or damaged after it was written.");
  return bytes;
}
