import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { foundIn } from "../fuzz/kills/study.ts";
import { startRedis } from "../src/testing/servers.ts";
import { CLI, cristae, SMALL_TRAINING } from "./cristae.ts";

const folder = mkdtempSync(join(tmpdir(), "cristae-machines-"));
test.afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const SEARCH = ["--sample", "platelets", "--trials", "4", "--steps", "60", "--evaluate-every", "10", ...SMALL_TRAINING];
const ORDER = ["--strategy", "hierarchical-random", "--order", "asked", "--window", "2", "--seed", "3"];

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly text: () => string;
}

const running: Running[] = [];
test.afterEach(() => {
  for (const { child } of running) child.kill("SIGKILL");
});

function start(...args: readonly string[]): Running {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const one = { child, ended: new Promise<number | null>((resolve) => child.on("close", resolve)), text: () => text };
  running.push(one);
  return one;
}

const found = async (file: string) => foundIn((await cristae("show", file, "--json")).stdout);

test("machines that join find what one machine finds, though one is killed and one leaves", async () => {
  const [alone, together] = [join(folder, "alone.cristae.zip"), join(folder, "together.cristae.zip")];
  const invitation = join(folder, "lab.join");
  expect((await cristae("search", ...SEARCH, ...ORDER, "--out", alone)).code).toBe(0);
  const door = ["--host", "127.0.0.1", "--until-done", "--join", invitation, "--lock-seconds", "3"];
  const serving = start("serve", ...SEARCH, ...ORDER, ...door, "--out", together);
  await expect.poll(() => existsSync(invitation)).toBe(true);
  expect(statSync(invitation).mode & 0o777).toBe(0o600);
  const work = ["work", invitation, "--threads", "1", "--device", "simd", "--json"];
  const killed = start(...work);
  await expect.poll(killed.text).toContain('"does":"begins"');
  killed.child.kill("SIGKILL");
  const leaving = start(...work);
  await expect.poll(leaving.text).toContain('"does":"begins"');
  leaving.child.kill("SIGUSR1");
  expect(await leaving.ended).toBe(0);
  expect(leaving.text()).toContain('"does":"gaveBack"');
  const last = start(...work);
  expect(await serving.ended, serving.text()).toBe(0);
  expect(await last.ended, last.text()).toBe(0);
  expect(last.text()).toContain('"because":"done"');
  expect(await found(together)).toEqual(await found(alone));
});

test("a search with a queue on Redis does both ends on one machine", async () => {
  const redis = await startRedis();
  test.skip(!redis, "a search with its queue on Redis, as no redis-server was found (Debian: redis-server)");
  const file = join(folder, "queued.cristae.zip");
  try {
    const { code, lines, stderr } = await cristae("search", ...SEARCH, "--queue", redis!.address, "--out", file);
    expect(code, stderr).toBe(0);
    expect(lines.at(-1)).toMatchObject({ type: "summary", trials: 4 });
  } finally {
    await redis!.stop();
  }
});

test("a lost link is refused in one sentence", async () => {
  const { code, stderr } = await cristae("work", join(folder, "nowhere.join"));
  expect([code, stderr]).toEqual([
    2,
    `cristae: There is no join file "${join(folder, "nowhere.join")}". "cristae serve" writes one; a link works too.\n`,
  ]);
});

test("slurm is given a script that bash understands", async () => {
  const { stdout, code } = await cristae("slurm", join(folder, "lab.join"), "--workers", "40", "--time", "4:00:00");
  expect(code).toBe(0);
  expect(stdout).toContain("#SBATCH --array=1-40");
  const bash = spawn("bash", ["-n"]);
  bash.stdin.end(stdout);
  expect(await new Promise((resolve) => bash.on("close", resolve))).toBe(0);
});
