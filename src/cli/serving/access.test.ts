import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { roleOfToken } from "../../remote/gateway/tokens.ts";
import { createMemoryFileStore } from "../../storage/memoryFileStore.ts";
import { openAccess, readInvitation, tokenInFile, writeJoinFile } from "./access.ts";

const folder = mkdtempSync(join(tmpdir(), "cristae-access-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("links stay valid when a study is served again, until they are revoked; only hashes are kept", async () => {
  const files = createMemoryFileStore({});
  const first = await openAccess(files, { revoke: false });
  const kept = new TextDecoder().decode((await files.read("access.json"))!);
  for (const token of Object.values(first.tokens)) expect(kept).not.toContain(token);
  const again = await openAccess(files, { revoke: false });
  expect(roleOfToken(again.kept, first.tokens.work)).toBe("work");
  expect(roleOfToken(again.kept, first.tokens.steer)).toBe("steer");
  const revoked = await openAccess(files, { revoke: true });
  expect(roleOfToken(revoked.kept, first.tokens.work)).toBeNull();
  expect(roleOfToken(revoked.kept, revoked.tokens.watch)).toBe("watch");
});

test("a join file is its owner's alone, and used again while it lets in", async () => {
  const { tokens, kept } = await openAccess(createMemoryFileStore({}), { revoke: false });
  const path = join(folder, "study.join");
  await writeJoinFile(path, { study: "s", addresses: ["http://a:1"], token: tokens.work });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await tokenInFile(path, kept)).toBe(tokens.work);
  expect(await tokenInFile(path, [])).toBeNull();
  expect((await readInvitation(path)).addresses).toEqual(["http://a:1"]);
});

test("a link is an invitation, if it is whole", async () => {
  expect(await readInvitation("http://10.0.0.5:4173/#work=abc")).toEqual({
    ...{ study: "", addresses: ["http://10.0.0.5:4173"], token: "abc" },
  });
  await expect(readInvitation("http://10.0.0.5:4173/")).rejects.toThrow(/copy it whole/);
  await expect(readInvitation(join(folder, "none"))).rejects.toThrow(/There is no join file/);
});
