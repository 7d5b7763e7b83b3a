import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeHash } from "../blobs/nodeHash.ts";
import { NOTHING_TOLD } from "../job.ts";
import { remoteWork, TOKENS, BUILD, type RemoteWork } from "../../testing/remoteWork.ts";
import { toyEvaluator } from "../../testing/toyStudy.ts";
import { joinGateway } from "../joined/gatewayClient.ts";
import { request as httpRequest } from "node:http";

let remote: RemoteWork;
beforeAll(async () => void (remote = await remoteWork(toyEvaluator(), { pollMs: 100 })));
afterAll(() => remote.close());

const hello = { build: BUILD, name: "", device: "toy", cores: 1, slots: 1 };

async function call(method: string, path: string, body?: unknown, session?: string): Promise<Response> {
  const isBytes = body instanceof Uint8Array;
  return fetch(`${remote.address}${path}`, {
    method,
    headers: {
      ...(session !== undefined && { authorization: `Bearer ${session}` }),
      ...(body !== undefined && { "content-type": isBytes ? "application/octet-stream" : "application/json" }),
    },
    ...(body !== undefined && {
      body: isBytes ? new Uint8Array(body) : typeof body === "string" ? body : JSON.stringify(body),
    }),
  });
}

const sessionOf = async (role: keyof typeof TOKENS): Promise<string> =>
  ((await (await call("POST", "/join", { token: TOKENS[role], hello })).json()) as { session: string }).session;

describe("the gateway", () => {
  test("lets in by a token alone, and each only to what it allows", async () => {
    expect((await call("POST", "/lease", {})).status).toBe(401);
    expect((await call("GET", `/blob/${"0".repeat(64)}`)).status).toBe(401);
    expect((await call("POST", "/join", { token: "guessed", hello })).status).toBe(401);
    expect((await call("POST", "/lease", {}, "guessed")).status).toBe(401);
    const watching = await sessionOf("watch");
    expect((await call("POST", "/lease", {}, watching)).status).toBe(403);
    expect((await call("PUT", `/blob/${"0".repeat(64)}`, Uint8Array.of(1), watching)).status).toBe(403);
    expect((await call("POST", "/lease", {}, await sessionOf("work"))).status).toBe(204);
  });

  test("says in a sentence which build is needed", async () => {
    const answer = await call("POST", "/join", { token: TOKENS.work, hello: { ...hello, build: "old" } });
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
      426,
      `This machine has Cristae old, the study is searched with ${BUILD}; install that one to work on it.`,
    ]);
    await expect(
      joinGateway({
        invitation: { addresses: [remote.address], token: TOKENS.work },
        hello: { ...hello, build: "old" },
      }),
    ).rejects.toThrow(/install that one/);
  });

  test("gives no machine the name of another", async () => {
    const join = async (name: string) =>
      (
        (await (await call("POST", "/join", { token: TOKENS.work, hello: { ...hello, name } })).json()) as {
          name: string;
        }
      ).name;
    const names = [await join("lab-3"), await join("lab-3"), await join(""), await join("")];
    expect(names.slice(0, 2)).toEqual(["lab-3", "lab-3 2"]);
    expect(new Set(names).size).toBe(4);
  });

  test("keeps bytes by their hash, hands them out in parts, and takes no damaged ones", async () => {
    const session = await sessionOf("work");
    const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
    const name = nodeHash(bytes);
    expect((await call("GET", `/blob/${name}`, undefined, session)).status).toBe(404);
    expect((await call("PUT", `/blob/${name}`, bytes.subarray(1), session)).status).toBe(400);
    expect((await call("PUT", `/blob/${name}`, bytes, session)).status).toBe(204);
    const whole = await call("GET", `/blob/${name}`, undefined, session);
    expect(new Uint8Array(await whole.arrayBuffer())).toEqual(bytes);
    expect(whole.headers.get("cache-control")).toContain("immutable");
    const part = await fetch(`${remote.address}/blob/${name}`, {
      headers: { authorization: `Bearer ${session}`, range: "bytes=10-19" },
    });
    expect([part.status, new Uint8Array(await part.arrayBuffer())]).toEqual([206, bytes.subarray(10, 20)]);
    const head = await call("HEAD", `/blob/${name}`, undefined, session);
    expect([head.status, head.headers.get("content-length")]).toEqual([200, "1000"]);
  });

  test("refuses what is too large, and paths that are none", async () => {
    const session = await sessionOf("work");
    const large = JSON.stringify({ lock: "x".repeat(2 << 20) });
    expect((await call("POST", "/lease/1-train", large, session)).status).toBe(413);
    for (const path of [
      "/blob/..%2f..%2fetc%2fpasswd",
      "/blob/%2e%2e/x",
      "/blob/abc",
      "/%",
      "/..%5csecret",
      "/a%00b",
      "/%252e",
    ])
      expect([path, await rawStatus(path, session)]).toEqual([path, 400]);
    expect(await rawStatus("/../../etc/passwd", session)).toBe(400);
  });

  test("survives a thousand malformed calls", async () => {
    const session = await sessionOf("steer");
    const working = await sessionOf("work");
    const path = fc.constantFrom(
      "/join",
      "/lease",
      "/lease/1-train",
      "/lease/1-train/end",
      "/lease/1-train/leave",
      "/nowhere",
    );
    const body = fc.oneof(fc.json(), fc.string(), fc.constant('{"lock":"a","report":{"curve":[{}]}}'));
    await fc.assert(
      fc.asyncProperty(path, body, fc.constantFrom(session, working, "none"), async (to, text, by) => {
        const { status } = await call("POST", to, text, by);
        expect(status).toBeGreaterThanOrEqual(200);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 1_000 },
    );
    expect((await call("POST", "/lease", {}, await sessionOf("work"))).status).toBe(204);
  });

  test("slows down one that calls without end", async () => {
    const session = await sessionOf("work");
    const statuses = new Set<number>();
    for (let at = 0; at < 400; at++)
      statuses.add((await call("GET", `/blob/${"0".repeat(64)}`, undefined, session)).status);
    expect(statuses).toEqual(new Set([404, 429]));
  });

  test("refuses reports under a lock that is another's", async () => {
    const session = await sessionOf("work");
    const report = { lock: "none", report: NOTHING_TOLD };
    for (const path of ["/lease/7-train", "/lease/7-train/leave"])
      expect((await call("POST", path, report, session)).status).toBe(410);
    const end = { ...report, end: { status: "stopped", seconds: 1 } };
    expect((await call("POST", "/lease/7-train/end", end, session)).status).toBe(410);
  });
});

/** What a path gets that `fetch` would tidy up. */
const rawStatus = (path: string, session: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(remote.address);
    httpRequest({ hostname, port, path, headers: { authorization: `Bearer ${session}` } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    })
      .on("error", reject)
      .end();
  });
