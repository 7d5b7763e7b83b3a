import { createHash } from "node:crypto";
import type { Hasher } from "../../core/image/arrayFacts.ts";

/** SHA-256 as Node has it. */
export function nodeSha256(): Hasher {
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest("hex") };
}
