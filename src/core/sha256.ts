import { sha256 as begun } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Hasher } from "./image/arrayFacts.ts";

/** SHA-256 piece by piece: a browser's own hashes whole buffers only, which stacks of gigabytes do not allow, and not on plain http. */
export function sha256(): Hasher {
  const hash = begun.create();
  return { update: (bytes) => void hash.update(bytes), hex: () => bytesToHex(hash.digest()) };
}
