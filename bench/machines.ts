import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStopper } from "../src/core/run/signal.ts";
import type { StudyEvent } from "../src/core/study/events.ts";
import { openQueue } from "../src/queue/openQueue.ts";
import { memoryBlobs } from "../src/remote/blobs/blobStore.ts";
import { nodeHash } from "../src/remote/blobs/nodeHash.ts";
import { createRemoteEvaluator } from "../src/remote/coordinator/remoteEvaluator.ts";
import { createCrew, type Machine } from "../src/remote/crew.ts";
import { createDispatch } from "../src/remote/dispatch.ts";
import { NOTHING_TOLD, type Telling, type TrialEnd, type TrialJob } from "../src/remote/job.ts";
import { createChronicle } from "../src/remote/watching/chronicle.ts";
import { openNodeFileStore } from "../src/storage/nodeFileStore.ts";
import { openStudyFolder } from "../src/storage/studyFolder.ts";
import { contractCandidate } from "../src/testing/evaluatorContract.ts";
import { startPostgres, startRedis, type TestServer } from "../src/testing/servers.ts";
import { toyEvaluator, toySpec } from "../src/testing/toyStudy.ts";

/** What machines cost the one that hands out trials: `npm run bench -- machines [memory] [redis] [postgres]`. */
const TRIALS = 500;
const AT_A_TIME = 32;
const TIMES = { lockMs: 6_000, checkMs: 2_000 };
const hello = { build: "", name: "", device: "none", cores: 1, slots: 1 };
const silent = { started: () => undefined, reported: () => Promise.resolve(), progressed: () => undefined };
const { signal } = createStopper();

/** A queue with what hands out of it, as a coordinator holds it. */
async function open(address: string) {
  const queue = await openQueue<TrialJob, Telling, TrialEnd>(address, `bench-${Date.now()}`, TIMES);
  const crew = createCrew(Date.now, 60_000);
  const blobs = memoryBlobs();
  const weights = nodeHash(Uint8Array.of(1));
  const folder = mkdtempSync(join(tmpdir(), "cristae-bench-"));
  const artifacts = openStudyFolder(openNodeFileStore(folder), "");
  const parts = { queue, crew, blobs, artifacts, data: "", local: toyEvaluator(), hash: nodeHash };
  const close = async () => {
    await queue.clear();
    await queue.close();
    rmSync(folder, { recursive: true });
  };
  const dispatch = createDispatch({ queue, crew, blobs, chronicle: createChronicle(Date.now) });
  return { queue, crew, blobs, weights, dispatch, evaluator: createRemoteEvaluator(parts), close };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** Trials that take no time, from asking to the end, with reports and all. */
async function emptyTrials({ crew, blobs, weights, dispatch, evaluator }: Opened): Promise<string> {
  const over = createStopper();
  const work = async (machine: Machine): Promise<void> => {
    for (;;) {
      const handed = await dispatch.lease(machine, over.signal);
      if (!handed) return;
      await blobs.write(weights, Uint8Array.of(1));
      const evaluation = { step: 40, scores: { values: {}, perClass: {} }, confusion: [] };
      const report = { ...NOTHING_TOLD, fromStep: 0 };
      await dispatch.end(machine, handed.id, handed.lock, {
        report,
        end: { status: "finished", seconds: 0, evaluation, weights },
      });
    }
  };
  const working = Array.from({ length: AT_A_TIME }, () => work(crew.join(hello)));
  const waiting = Array.from({ length: TRIALS }, (_, trial) => trial)[Symbol.iterator]();
  const began = performance.now();
  const cpu = process.cpuUsage();
  const ask = async () => {
    for (const trial of waiting) {
      await evaluator.evaluate(contractCandidate(trial), silent, signal).catch((error: unknown) => ifNoWeights(error));
      await evaluator.settle(trial);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, ask));
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - began) / 1000;
  over.stop("done");
  await Promise.all(working);
  return `${(TRIALS / seconds).toFixed(0)} empty trials a second, ${((user + system) / 1000 / TRIALS).toFixed(1)} ms of processor time each`;
}

/** All trials here have the same weights, which another may have taken away. */
function ifNoWeights(error: unknown): void {
  if (!String(error).includes("did not arrive")) throw error;
}

/** From a crash, or from leaving, until another machine holds the trial. */
async function failOver({ queue }: Opened): Promise<string> {
  const times: number[] = [];
  for (const leaves of [false, true]) {
    await queue.add(`fail-${leaves}`, { candidate: contractCandidate(0), data: "", weights: {}, checkpoint: null });
    const held = (await queue.lease(signal))!;
    const began = performance.now();
    if (leaves) await queue.giveBack(held.id, held.lock, { ...NOTHING_TOLD, workers: ["one"], hasLeft: true });
    await queue.lease(signal);
    times.push((performance.now() - began) / 1000);
  }
  const [crash, leave] = times;
  return `another goes on ${crash!.toFixed(1)} s after a crash (at most ${(TIMES.lockMs + TIMES.checkMs) / 1000 + 1}), ${leave!.toFixed(2)} s after leaving (at most 1)`;
}

/** Reading the log of a thousand trials with 20 reports each. */
async function restart(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "cristae-bench-"));
  try {
    const study = openStudyFolder(openNodeFileStore(folder), "");
    const spec = toySpec({ trials: 1_000 });
    await study.log.append([{ type: "studyCreated", spec }]);
    for (let trial = 0; trial < 1_000; trial++) await study.log.append(eventsOf(trial));
    const began = performance.now();
    const { study: read, damage } = await study.readLog();
    if (damage || read?.trials.length !== 1_000) throw new Error(`The log does not read: ${JSON.stringify(damage)}`);
    return `ready ${((performance.now() - began) / 1000).toFixed(2)} s after a restart with 1 000 trials (at most 3)`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function eventsOf(trial: number): readonly StudyEvent[] {
  const scores = { values: { toy: 0.5 }, perClass: {} };
  const reported = Array.from({ length: 20 }, (_, at) => ({
    ...{ type: "trialReported" as const, trial },
    point: { step: 2 * (at + 1), loss: 1, learningRate: 1e-3, scores },
  }));
  return [
    {
      ...{
        type: "trialAsked" as const,
        trial,
        stage: 0,
        label: String(trial),
        key: `key ${trial}`,
        reason: { text: "" },
      },
      ...{ architecture: { kind: "genotype" as const, genotype: trial }, cost: null, isPinned: false },
    },
    { type: "trialStarted" as const, trial, device: "simd", fromStep: 0 },
    ...reported,
    {
      ...{ type: "trialEnded" as const, trial, seconds: 1 },
      outcome: { status: "finished" as const, evaluation: { step: 40, scores, confusion: [] } },
    },
  ];
}

const SERVERS: readonly (readonly [string, () => Promise<TestServer | null>])[] = [
  ["memory", () => Promise.resolve(null)],
  ["redis", startRedis],
  ["postgres", startPostgres],
];
const asked = process.argv.slice(2);
for (const [name, start] of SERVERS) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const server = await start();
  if (!server && name !== "memory") {
    console.log(`${name}: no server found`);
    continue;
  }
  const opened = await open(server?.address ?? "memory");
  console.log(`${name}: ${await emptyTrials(opened)}; ${await failOver(opened)}`);
  await opened.close();
  await server?.stop();
}
console.log(await restart());
process.exit(0);
