import { sha256 } from "../core/sha256.ts";

/** SHA-256 of bytes, in hexadecimal. */
export function hashOf(bytes: Uint8Array): string {
  const hasher = sha256();
  hasher.update(bytes);
  return hasher.hex();
}
