import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPageServer } from "./pageServer.ts";

const parent = mkdtempSync(join(tmpdir(), "cristae-page-"));
const folder = join(parent, "app");
let server: Server;

beforeAll(async () => {
  mkdirSync(join(folder, "assets"), { recursive: true });
  writeFileSync(join(parent, "secret.txt"), "secret");
  writeFileSync(join(folder, "index.html"), "<title>Cristae</title>");
  writeFileSync(join(folder, "assets/a-1.js"), "0123456789");
  writeFileSync(join(folder, "assets/a-1.js.br"), brotliCompressSync("0123456789"));
  server = createPageServer(folder);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.close();
  rmSync(parent, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const ask = (path: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(
      { port: (server.address() as AddressInfo).port, host: "127.0.0.1", path, method, headers },
      (answer) => {
        const chunks: Buffer[] = [];
        answer
          .on("data", (chunk: Buffer) => chunks.push(chunk))
          .on("end", () =>
            resolve({ status: answer.statusCode!, headers: answer.headers, text: Buffer.concat(chunks).toString() }),
          );
      },
    );
    sent.on("error", reject).end();
  });

test("serves the page with the policy, and hashed files for ever", async () => {
  const page = await ask("/");
  expect([page.status, page.text]).toEqual([200, "<title>Cristae</title>"]);
  expect(page.headers["content-security-policy"]).toMatch(/default-src 'self'/);
  expect(page.headers["cache-control"]).toBe("no-cache");
  expect((await ask("/assets/a-1.js")).headers["cache-control"]).toMatch(/immutable/);
  expect((await ask("/", { "if-none-match": page.headers.etag! })).status).toBe(304);
});

test("compresses, sends parts, and answers HEAD without a body", async () => {
  expect((await ask("/assets/a-1.js", { "accept-encoding": "br" })).headers["content-encoding"]).toBe("br");
  const part = await ask("/assets/a-1.js", { range: "bytes=2-4" });
  expect([part.status, part.text]).toEqual([206, "234"]);
  expect((await ask("/assets/a-1.js", { range: "bytes=99-" })).status).toBe(416);
  expect(await ask("/", {}, "HEAD")).toMatchObject({ status: 200, text: "" });
  expect(await ask("/", {}, "POST")).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
});

test("survives every request and never leaves its folder", async () => {
  const paths = [
    "/%",
    "/%00",
    "/%c0%af",
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "//secret.txt",
    "/assets",
    "/assets/",
    "/?%",
  ];
  for (const path of paths) {
    const { status, text } = await ask(path);
    expect([200, 400, 404], path).toContain(status);
    expect(text).not.toContain("secret");
  }
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom(..."/%.a0?#;\\-2efc".split("")), maxLength: 24 }),
      fc.string({ unit: fc.constantFrom(..."bytes=-,0123456789".split("")), maxLength: 16 }),
      async (path, range) => {
        const { status, text } = await ask(`/${path}`, { range });
        expect([200, 206, 400, 404, 416, 500]).toContain(status);
        expect(text).not.toContain("secret");
      },
    ),
    { numRuns: 300 },
  );
  expect((await ask("/")).status).toBe(200);
});

test("goes on with a new build", async () => {
  writeFileSync(join(folder, "index.html"), "<title>Newer</title>");
  utimesSync(join(folder, "index.html"), new Date(), new Date(Date.now() + 5000));
  expect((await ask("/")).text).toBe("<title>Newer</title>");
});
