/** What a link of `cristae serve` lets this page do; it stands behind the #, which browsers send to nobody. */
export interface JoinLink {
  readonly role: "work" | "watch" | "steer";
  readonly token: string;
  /** Lets students in; those who steer or show the wall hand it on. */
  readonly work: string | null;
  /** Where others reach the gateway, as this page may know it as localhost. */
  readonly at: string | null;
}

const ROLES = ["steer", "watch", "work"] as const;

/** Null for a page that was opened without such a link. */
export function joinLinkIn(hash: string): JoinLink | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const role = ROLES.find((one) => fields.get(one));
  return role ? { role, token: fields.get(role)!, work: fields.get("work"), at: fields.get("at") } : null;
}

/** What students open. */
export const studentLink = ({ work, at }: JoinLink, origin: string): string | null =>
  work === null ? null : `${at ?? origin}/#work=${work}`;
