import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runSoak } from "../../fuzz/soak/soak.ts";
import { startRedis } from "../testing/servers.ts";
import { WITHOUT_REDIS } from "../testing/skipping.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const built = `${root}node_modules/.cache/soak`;
const redis = await startRedis();

beforeAll(() => {
  const args = ["node_modules/vite/bin/vite.js", "build", "--config", "fuzz/vite.config.ts", "--outDir", built];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  expect(status, stderr).toBe(0);
});
afterAll(() => redis?.stop());

const few = {
  ...{ built, trials: 100, processes: 4, slots: 2, pointMs: 40, seed: 1, mostSeconds: 300 },
  times: { lockMs: 2_000, checkMs: 500 },
};

describe("a search by machines that are killed and frozen at random", () => {
  test("loses nothing and counts nothing twice, with its queue in memory", async () => {
    const kills = { workers: 16, coordinators: 2, servers: 0, frozen: 2 };
    const { findings, done } = await runSoak({ ...few, kills });
    expect(findings).toEqual([]);
    expect(done).toEqual(kills);
  });

  test.skipIf(!redis)("nor on Redis, which is killed too", WITHOUT_REDIS, async () => {
    const kills = { workers: 15, coordinators: 2, servers: 1, frozen: 2 };
    const { findings, done } = await runSoak({ ...few, kills, server: redis });
    expect(findings).toEqual([]);
    expect(done).toEqual(kills);
  });
});
