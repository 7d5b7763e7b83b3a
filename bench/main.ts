import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { analyse, trainingBytes } from "../src/core/network/analysis.ts";
import type { DeviceId } from "../src/engine/deviceIds.ts";
import { openDevice } from "../src/engine/devices.ts";
import { installGpu } from "../src/engine/webgpu/nodeGpu.ts";
import { simdBackend } from "../src/engine/simd/backend.ts";
import { inBrowser } from "./browser.ts";
import { candidates } from "./candidates/candidates.ts";
import { CANDIDATES, candidatesGflop, raceCandidates, type Race } from "./candidates/race.ts";
import { median, stepGflop, stepTimes, WARM_UP, warmUp } from "./measure.ts";
import { profile } from "./profile.ts";
import { hasStock, stockStepTimes } from "./stock.ts";
import { torchOrSaySo } from "./torch.ts";
import { workloads, type Workload } from "./workloads.ts";

type Engine = DeviceId | "simd-browser" | "webgpu-browser" | "tfjs-cpu" | "tfjs-webgpu" | "torch" | "before";

/** One line of the table. */
interface Measurement {
  readonly workload: string;
  readonly engine: string;
  readonly threads: number;
  readonly stepMs: number;
  readonly gflops: number;
  readonly ratioToTorch: number | null;
  /** Of several threads: how many times the steps of one thread they take together. */
  readonly timesOneThread?: number;
  /** Processor time of a step, where ratios are made of it. */
  readonly cpuMs?: number;
  /** Of this build over an earlier one. */
  readonly ratioToBefore?: number;
}

const USAGE = `npm run bench -- [--json] [--profile WORKLOAD] [--memory] [--workers N] [--steps N] [--device simd|webgpu|cpu] [--browser] [--no-torch] [--no-stock] [--turns N] [--against FOLDER] [WORKLOAD ...]
workloads: ${[...workloads.map(({ name }) => name), CANDIDATES].join(", ")}`;

function find(name: string): Workload {
  const found = [...workloads, ...candidates].find((workload) => workload.name === name);
  if (!found) throw new Error(`No workload "${name}".\n${USAGE}`);
  return found;
}

/** Native step time, measured right before ours so that both meet the same machine. */
function torchTime(python: string | undefined, workload: Workload, steps: number): number | undefined {
  if (!python) return undefined;
  const script = fileURLToPath(new URL("../../../bench/torch_train_step.py", import.meta.url));
  const { stdout } = spawnSync(python, [script, "--threads", "1", "--steps", String(steps), workload.name], {
    encoding: "utf8",
  });
  return (JSON.parse(stdout) as { readonly stepMs: number }).stepMs;
}

function measurement(workload: Workload, engine: Engine, stepMs: number, torchMs: number | undefined): Measurement {
  return {
    workload: workload.name,
    engine,
    threads: 1,
    stepMs: round(stepMs),
    gflops: round((stepGflop(workload) / stepMs) * 1000),
    ratioToTorch: torchMs === undefined ? null : round(stepMs / torchMs),
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;

function print(line: Measurement, asJson: boolean): void {
  const { workload, engine, threads, stepMs, gflops, ratioToTorch, timesOneThread, cpuMs, ratioToBefore } = line;
  if (asJson) console.log(JSON.stringify(line));
  else
    console.log(
      `${workload.padEnd(24)}${(threads > 1 ? `${engine} × ${threads}` : engine).padEnd(10)}${stepMs.toFixed(2).padStart(10)} ms${gflops.toFixed(1).padStart(9)} GFLOP/s${ratioToTorch === null ? "" : `${ratioToTorch.toFixed(2).padStart(8)} of torch`}${timesOneThread === undefined ? "" : `${timesOneThread.toFixed(2).padStart(8)} times one thread`}${ratioToBefore === undefined ? "" : `${ratioToBefore.toFixed(2).padStart(8)} of before`}${cpuMs === undefined ? "" : `${cpuMs.toFixed(2).padStart(10)} ms of processor`}`,
    );
}

/** The next message of a thread. */
const heard = (worker: Worker): Promise<number> =>
  new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });

/** Steps per second of several threads that begin to train at the same moment, all together. */
async function together(workload: Workload, threads: number): Promise<number> {
  const workers = Array.from(
    { length: threads },
    () => new Worker(fileURLToPath(import.meta.url), { workerData: workload.name }),
  );
  await Promise.all(workers.map(heard));
  const rates = workers.map(heard);
  for (const worker of workers) worker.postMessage("go");
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0);
}

const SECONDS = 3;

/** In a thread: says how long a step takes, and after a word from outside trains for some seconds and says how many steps a second it made. */
async function trainOnDemand(workload: Workload): Promise<void> {
  await openDevice("simd");
  await warmUp();
  const milliseconds = median(await stepTimes(workload, 5));
  parentPort!.postMessage(milliseconds);
  await new Promise((resolve) => parentPort!.once("message", resolve));
  const times = await stepTimes(workload, Math.ceil((SECONDS * 1000) / milliseconds));
  parentPort!.postMessage((1000 * times.length) / times.reduce((sum, time) => sum + time, 0));
}

/** One thread and several, turn and turn about, so that all meet the same machine. */
async function sideBySide(workload: Workload, threads: number): Promise<Measurement> {
  const [times, rates]: [number[], number[]] = [[], []];
  for (let pair = 0; pair < PAIRS; pair++) {
    const one = await together(workload, 1);
    const all = await together(workload, threads);
    times.push(all / one);
    rates.push(all);
  }
  return {
    ...measurement(workload, "simd", 1000 / median(rates), undefined),
    threads,
    timesOneThread: round(median(times)),
  };
}

const PAIRS = 3;

/** The same steps in a worker of Chromium. An emulated GPU is so slow that it measures the first workload only. */
async function measureInBrowser(chosen: readonly Workload[], steps: number, show: Show): Promise<void> {
  await inBrowser(async (measure) => {
    for (const workload of chosen) {
      for (const device of ["simd", "webgpu"] as const) {
        if (device === "webgpu" && workload !== workloads[0]) continue;
        const answer = await measure({ device, workload: workload.name, steps: device === "webgpu" ? 3 : steps });
        if ("error" in answer) process.stderr.write(`${workload.name} on ${device} in Chromium: ${answer.error}\n`);
        else show(workload, `${device}-browser`, median(answer.times));
      }
    }
  });
}

type Show = (workload: Workload, engine: Engine, stepMs: number) => void;

/** Ours and stock tfjs on this machine's GPU; an emulated one is left out. */
async function measureGpu(chosen: readonly Workload[], steps: number, withStock: boolean, show: Show): Promise<void> {
  if ((await openDevice("webgpu")).isFallback) return;
  for (const workload of chosen) show(workload, "webgpu", median(await stepTimes(workload, steps)));
  if (withStock) await measureStockGpu(chosen, steps, show);
}

async function measureStockGpu(chosen: readonly Workload[], steps: number, show: Show): Promise<void> {
  for (const workload of chosen.filter(hasStock))
    show(workload, "tfjs-webgpu", median((await stockStepTimes(workload, "webgpu", steps + WARM_UP)).slice(WARM_UP)));
}

/** The sixth workload: a step of each candidate, summed, by processor time. */
async function measureCandidates(race: Race, asJson: boolean): Promise<void> {
  for (const { engine, cpuMs, wallMs, ratios } of await raceCandidates(race)) {
    const { torch, before } = ratios;
    const line: Measurement = {
      workload: CANDIDATES,
      engine,
      threads: 1,
      stepMs: round(wallMs),
      gflops: round((candidatesGflop() / wallMs) * 1000),
      ratioToTorch: torch === undefined ? null : round(torch),
      cpuMs: round(cpuMs),
      ...(before !== undefined && { ratioToBefore: round(before) }),
    };
    print(line, asJson);
  }
}

/** What a training takes on a fresh heap, beside what is predicted before a network is built. */
async function printMemory(workload: Workload, asJson: boolean): Promise<void> {
  await openDevice("simd");
  await stepTimes(workload, 2);
  const { network, patch, batch } = workload;
  const predicted = trainingBytes(
    analyse(network, { spatial: patch.slice(3 - network.dimension), channels: 1 }),
    batch,
  );
  const [heapMb, predictedMb] = [simdBackend().heap.size, predicted].map((bytes) => round(bytes / 1e6));
  if (asJson) console.log(JSON.stringify({ workload: workload.name, engine: "simd", heapMb, predictedMb }));
  else
    console.log(
      `${workload.name.padEnd(24)}simd heap ${heapMb!.toFixed(1).padStart(8)} MB, predicted ${predictedMb!.toFixed(1).padStart(8)} MB`,
    );
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      profile: { type: "string" },
      memory: { type: "boolean", default: false },
      workers: { type: "string", default: "2" },
      device: { type: "string", default: "simd" },
      steps: { type: "string", default: "15" },
      browser: { type: "boolean", default: false },
      turns: { type: "string", default: "6" },
      against: { type: "string" },
      "no-torch": { type: "boolean", default: false },
      "no-stock": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const steps = Number(values.steps);
  const isAsked = (name: string) => positionals.length === 0 || positionals.includes(name);
  const chosen = positionals.length > 0 ? positionals.filter((name) => name !== CANDIDATES).map(find) : workloads;
  const device = values.device as DeviceId;
  if (values.memory) {
    for (const workload of chosen) await printMemory(workload, values.json);
    return;
  }
  const hasGpu = await installGpu();
  await openDevice(device);
  if (device !== "webgpu") await warmUp();
  if (values.profile) {
    await profile(find(values.profile), device, steps);
    return;
  }
  const python = torchOrSaySo(!values["no-torch"]);
  const torch = new Map<string, number>();
  const show: Show = (workload, engine, stepMs) =>
    print(measurement(workload, engine, stepMs, torch.get(workload.name)), values.json);
  for (const workload of chosen) {
    const torchMs = torchTime(python, workload, steps);
    if (torchMs !== undefined) {
      torch.set(workload.name, torchMs);
      print(measurement(workload, "torch", torchMs, torchMs), values.json);
    }
    show(workload, device, median(await stepTimes(workload, steps)));
  }
  if (isAsked(CANDIDATES) && device === "simd")
    await measureCandidates({ turns: Number(values.turns), steps, python, against: values.against }, values.json);
  if (chosen.length === 0) return;
  const threads = Number(values.workers);
  if (threads > 1 && device === "simd") print(await sideBySide(chosen[1] ?? chosen[0]!, threads), values.json);
  if (values.browser) await measureInBrowser(chosen, steps, show);
  const withStock = !values["no-stock"];
  if (device === "webgpu" && withStock) await measureStockGpu(chosen, steps, show);
  else if (hasGpu && device === "simd") await measureGpu(chosen, steps, withStock, show);
  // One step of stock tfjs takes so long that it needs no warming up.
  if (chosen.includes(workloads[0]!) && withStock && device !== "webgpu")
    show(workloads[0]!, "tfjs-cpu", (await stockStepTimes(workloads[0]!, "cpu", 1))[0]!);
}

if (isMainThread) {
  await main();
  // A GPU that was opened would keep the process alive.
  process.exit();
}
await trainOnDemand(find(workerData as string));
