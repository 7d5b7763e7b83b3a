import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { readCorpus } from "./corpus.ts";
import { mutant } from "./mutate.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
  },
});
const [cases, seed] = [Number(values.cases), Number(values.seed)];
const root = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
const corpus = readCorpus(root);

interface Answer {
  readonly index: number;
  readonly name: string;
  readonly kind: string;
  readonly verdict: string;
  readonly complaint: string | null;
}

const SECONDS = 10;
const HEAP_MB = 1024;
/** A thread is renewed after so many cases, so that libraries do not fill up. */
const CASES_PER_THREAD = 250;

const queue = values.only === undefined ? Array.from({ length: cases }, (_, index) => index) : [Number(values.only)];
const counts = new Map<string, number>();
const findings: string[] = [];

/** One thread after the other until the queue is empty; one that hangs or dies is a finding. */
async function lane(): Promise<void> {
  while (queue.length > 0) {
    const worker = new Worker(new URL("./thread.js", import.meta.url), {
      workerData: { root, seed },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      stderr: true,
    });
    for (let done = 0; done < CASES_PER_THREAD && queue.length > 0; done++)
      if (!(await runCase(worker, queue.shift()!))) break;
    await worker.terminate();
  }
}

function runCase(worker: Worker, index: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (verdict: string, complaint: string | null, isAlive: boolean) => {
      clearTimeout(timer);
      worker.removeAllListeners("message").removeAllListeners("error");
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      if (complaint !== null) tell(index, complaint);
      resolve(isAlive);
    };
    const timer = setTimeout(() => end("hung", `It took longer than ${SECONDS} s.`, false), SECONDS * 1000);
    worker.on("message", ({ verdict, complaint }: Answer) => end(verdict, complaint, true));
    worker.on("error", (error) => end("died", String(error), false));
    worker.postMessage(index);
  });
}

function tell(index: number, complaint: string): void {
  const { specimen, kind } = mutant(corpus, seed, index);
  findings.push(`${index}`);
  process.stdout.write(
    `case ${index}: ${specimen.name}, ${kind}\n  ${complaint.split("\n").slice(0, 4).join("\n  ")}\n`,
  );
}

const begin = performance.now();
await Promise.all(Array.from({ length: availableParallelism() }, lane));
process.stdout.write(
  `${cases} cases of ${corpus.length} files, seed ${seed}, ${Math.round((performance.now() - begin) / 1000)} s: ${[...counts].map(([verdict, count]) => `${count} ${verdict}`).join(", ")}; ${findings.length} findings\n`,
);
process.exitCode = findings.length > 0 ? 1 : 0;
