import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startPostgres, startRedis } from "../../src/testing/servers.ts";
import { runSoak } from "./soak.ts";

const { values } = parseArgs({
  options: {
    queue: { type: "string", default: "memory" },
    trials: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
  },
});
const SERVERS = { memory: () => Promise.resolve(null), redis: startRedis, postgres: startPostgres };
const start = SERVERS[values.queue as keyof typeof SERVERS];
const server = await start();
if (!server && values.queue !== "memory") throw new Error(`There is no server for ${values.queue}.`);
const trials = Number(values.trials);
const share = (count: number) => Math.round((count * trials) / 1000);
const { findings, done, seconds, told } = await runSoak({
  built: fileURLToPath(new URL(".", import.meta.url)),
  ...{ trials, processes: 8, slots: 4, pointMs: 300, times: { lockMs: 6_000, checkMs: 2_000 } },
  kills: { workers: share(200), coordinators: share(20), servers: server ? share(10) : 0, frozen: share(20) },
  ...{ seed: Number(values.seed), server, mostSeconds: 1_800, tell: (text) => process.stdout.write(`${text}\n`) },
});
await server?.stop();
for (const line of [...told.slice(-2), ...findings]) process.stdout.write(`${line}\n`);
process.stdout.write(
  `${trials} trials on ${values.queue}, ${JSON.stringify(done)}, ${Math.round(seconds)} s; ${findings.length} findings\n`,
);
process.exit(findings.length > 0 ? 1 : 0);
