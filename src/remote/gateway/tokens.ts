import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Role } from "../protocol.ts";

/** A token as it is kept: it cannot be made again from this. */
export interface KeptToken {
  readonly role: Role;
  readonly sha256: string;
}

/** 128 random bits, fit for a link. */
export const newToken = (): string => randomBytes(16).toString("base64url");

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

export const keptToken = (role: Role, token: string): KeptToken => ({ role, sha256: hashOf(token).toString("hex") });

/** What a token allows; null where it allows nothing. It takes as long whichever it is. */
export function roleOfToken(kept: readonly KeptToken[], token: string): Role | null {
  const hash = hashOf(token);
  let role: Role | null = null;
  for (const one of kept) if (timingSafeEqual(Buffer.from(one.sha256, "hex"), hash)) role = one.role;
  return role;
}
