import { chmod, readFile, writeFile } from "node:fs/promises";
import { StudioError } from "../../core/errors.ts";
import type { FileStore } from "../../storage/fileStore.ts";
import { ROLES, type Role } from "../../remote/protocol.ts";
import { keptToken, newToken, roleOfToken, type KeptToken } from "../../remote/gateway/tokens.ts";

/** What lets others in: links in words, and what is kept of them. */
export interface Access {
  readonly tokens: Readonly<Record<Role, string>>;
  readonly kept: readonly KeptToken[];
}

/** What a machine needs to join, as the join file says it. */
export interface JoinFile {
  readonly study: string;
  readonly addresses: readonly string[];
  readonly token: string;
}

const FILE = "access.json";

/**
 * New tokens, beside those that were given out before: a link stays valid when the search goes on after an interruption, unless it
 * is revoked. Only hashes are kept with the study.
 */
export async function openAccess(files: FileStore, { revoke }: { readonly revoke: boolean }): Promise<Access> {
  const bytes = revoke ? null : await files.read(FILE);
  const before = bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as readonly KeptToken[]) : [];
  const tokens = Object.fromEntries(ROLES.map((role) => [role, newToken()])) as Record<Role, string>;
  const kept = [...before, ...ROLES.map((role) => keptToken(role, tokens[role]))];
  await files.write(FILE, new TextEncoder().encode(JSON.stringify(kept)));
  return { tokens, kept };
}

/** The token of an earlier join file that still lets in; null where there is none. */
export async function tokenInFile(path: string, kept: readonly KeptToken[]): Promise<string | null> {
  const found = await readJoinFile(path).catch(() => null);
  return found && roleOfToken(kept, found.token) === "work" ? found.token : null;
}

/** Only its owner may read it: whoever has it may work. */
export async function writeJoinFile(path: string, file: JoinFile): Promise<void> {
  await writeFile(path, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
}

/** A join file, or a link such as `http://host:4173/#work=TOKEN`. Throws StudioError "BadInput" for what is neither. */
export async function readInvitation(text: string): Promise<JoinFile> {
  if (!/^https?:\/\//.test(text)) return readJoinFile(text);
  const link = new URL(text);
  const token = new URLSearchParams(link.hash.slice(1)).get("work");
  if (token === null)
    throw new StudioError(
      "BadInput",
      `The link ${link.origin} has no #work=… in it; copy it whole, from what "cristae serve" prints.`,
    );
  return { study: "", addresses: [link.origin], token };
}

async function readJoinFile(path: string): Promise<JoinFile> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new StudioError(
      "UnreadableFile",
      `There is no join file "${path}". "cristae serve" writes one; a link works too.`,
    );
  });
  try {
    const found = JSON.parse(text) as JoinFile;
    if (Array.isArray(found.addresses) && typeof found.token === "string") return found;
  } catch {
    // Said below.
  }
  throw new StudioError("BadInput", `"${path}" is no join file: "cristae serve --join FILE" writes one.`);
}
