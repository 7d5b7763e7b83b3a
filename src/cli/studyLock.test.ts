import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { claimStudy } from "./studyLock.ts";

let lock: string;
beforeEach(() => void (lock = join(mkdtempSync(join(tmpdir(), "cristae-lock-")), "s.cristae.lock")));

const claim = () => claimStudy("s.cristae.zip", lock);
const written = (change: object = {}) =>
  JSON.stringify({ host: hostname(), pid: process.pid, began: null, token: "other", ...change });

test("one of many that claim a study at once gets it, the others are told who has it and how to free it", async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 12 }, claim));
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refused).toHaveLength(11);
  for (const { reason } of refused)
    expect(String(reason)).toMatch(
      new RegExp(`Process ${process.pid} is working on s.cristae.zip .*lock.*delete ${lock}|just taking`),
    );
  const [{ value }] = outcomes.filter((outcome) => outcome.status === "fulfilled") as [
    PromiseFulfilledResult<Awaited<ReturnType<typeof claim>>>,
  ];
  await value.release();
  expect(existsSync(lock)).toBe(false);
  await (await claim()).release();
});

test("many that find the lock of a dead process free it once: one goes on", async () => {
  for (let round = 0; round < 5; round++) {
    writeFileSync(lock, written({ pid: 2 ** 22 - 1 }));
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, claim));
    const taken = outcomes.filter((outcome) => outcome.status === "fulfilled");
    expect(taken).toHaveLength(1);
    await taken[0]!.value.release();
  }
});

test("a process that has the number of a dead one does not hold its lock", async () => {
  writeFileSync(lock, written({ began: "another boot 123" }));
  await (await claim()).release();
});

test("the lock of an earlier version, a number alone, is believed only of a process of ours", async () => {
  const other = spawn("sleep", ["60"]);
  writeFileSync(lock, String(other.pid));
  await (await claim()).release();
  other.kill();
});

test("a lock from another machine is held, whatever runs here; its last sign of life is told", async () => {
  writeFileSync(lock, written({ host: "elsewhere", pid: 1 }));
  utimesSync(lock, new Date(), new Date(Date.now() - 90_000));
  await expect(claim()).rejects.toThrow(/on the machine "elsewhere"; its last sign of life was (89|9\d) s ago.*delete/);
  expect(readFileSync(lock, "utf8")).toContain("elsewhere");
});

test("a lock that is just being written is held; one that never was written is not", async () => {
  writeFileSync(lock, "");
  await expect(claim()).rejects.toThrow(/just taking/);
  utimesSync(lock, new Date(), new Date(Date.now() - 60_000));
  await (await claim()).release();
});

test("giving back leaves a lock that another has taken since", async () => {
  const mine = await claim();
  writeFileSync(lock, written());
  await mine.release();
  expect(existsSync(lock)).toBe(true);
});
