import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom, type Random } from "../../src/core/random.ts";
import type { LeaseTimes } from "../../src/queue/leaseQueue.ts";
import { freePort, type TestServer } from "../../src/testing/servers.ts";
import { createEndedTrials } from "./endedTrials.ts";
import { findingsIn } from "./findings.ts";

/** The study that a coordinator of a soak begins or goes on with. */
export interface SoakStudy {
  readonly folder: string;
  readonly address: string;
  readonly name: string;
  readonly trials: number;
  readonly times: LeaseTimes;
  readonly port: number;
  readonly token: string;
  readonly order?: { readonly by: "asked"; readonly window: number };
}

export interface SoakWorker {
  readonly port: number;
  readonly token: string;
  readonly slots: number;
  readonly pointMs: number;
}

export interface SoakOptions {
  /** Where the built coordinator and worker lie. */
  readonly built: string;
  readonly trials: number;
  readonly processes: number;
  /** Workers in each. */
  readonly slots: number;
  readonly pointMs: number;
  readonly times: LeaseTimes;
  readonly kills: {
    readonly workers: number;
    readonly coordinators: number;
    readonly servers: number;
    readonly frozen: number;
  };
  readonly seed: number;
  /** A queue outside of the coordinator; in its memory where none is given. */
  readonly server?: TestServer | null;
  readonly mostSeconds: number;
  readonly tell?: (text: string) => void;
}

export interface SoakResult {
  /** Sentences on what went wrong; empty where nothing did. */
  readonly findings: readonly string[];
  readonly done: {
    readonly workers: number;
    readonly coordinators: number;
    readonly servers: number;
    readonly frozen: number;
  };
  readonly seconds: number;
  /** What coordinators said of themselves. */
  readonly told: readonly string[];
  readonly log: string;
}

type Harm = keyof SoakOptions["kills"];

/** Lets simulated workers train a study while its processes are killed and frozen, and reads in the log what became of it. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const folder = mkdtempSync(join(tmpdir(), "cristae-soak-"));
  const token = randomUUID();
  const port = await freePort();
  const study: SoakStudy = {
    ...{ folder, token, port, name: `soak-${randomUUID()}`, address: options.server?.address ?? "memory" },
    ...{ trials: options.trials, times: options.times },
  };
  const random = createRandom(options.seed, "soak");
  const began = performance.now();
  const field = createField(options, study);
  const done = { workers: 0, coordinators: 0, servers: 0, frozen: 0 };
  try {
    const ended = createEndedTrials(join(folder, "log.jsonl"));
    await harmUntilDone({ options, field, random, done, began, ended });
    const seconds = (performance.now() - began) / 1000;
    const log = readFileSync(join(folder, "log.jsonl"), "utf8");
    return {
      findings: [...findingsIn(log, options.trials), ...missing(options, done)],
      ...{ done, log, seconds },
      told: readFileSync(join(folder, "told.txt"), "utf8").trim().split("\n"),
    };
  } finally {
    field.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The processes of a soak: each that ends is begun again, until the coordinator says that the study is done. */
function createField({ built, processes, slots, pointMs }: SoakOptions, study: SoakStudy) {
  let isOver = false;
  let coordinator = begin("soakCoordinator", study);
  const workers = Array.from({ length: processes }, beginWorker);

  function begin(entry: string, given: SoakStudy | SoakWorker): ChildProcess {
    return spawn(process.execPath, [join(built, `${entry}.js`), JSON.stringify(given)], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  function beginWorker(): ChildProcess {
    return begin("soakWorker", { port: study.port, token: study.token, slots, pointMs });
  }
  const isDone = () => coordinator.exitCode === 0;

  return {
    isDone,
    killWorker(random: Random): void {
      const at = random.int(0, workers.length - 1);
      workers[at]!.kill("SIGKILL");
      workers[at] = beginWorker();
    },
    freezeWorker(random: Random, milliseconds: number): void {
      const worker = workers[random.int(0, workers.length - 1)]!;
      worker.kill("SIGSTOP");
      setTimeout(() => worker.kill("SIGCONT"), milliseconds);
    },
    async killCoordinator(): Promise<void> {
      const dying = coordinator;
      const ended = new Promise((resolve) => dying.once("exit", resolve));
      if (isDone() || !dying.kill("SIGKILL")) return;
      await ended;
      if (!isDone()) coordinator = begin("soakCoordinator", study);
    },
    /** Whether a process ended that was not killed. */
    failure: (): string | null =>
      !isOver && coordinator.exitCode !== null && coordinator.exitCode !== 0
        ? `the coordinator ended with code ${coordinator.exitCode}`
        : null,
    end(): void {
      isOver = true;
      for (const child of [coordinator, ...workers]) child.kill("SIGKILL");
    },
  };
}

interface Harming {
  readonly options: SoakOptions;
  readonly field: ReturnType<typeof createField>;
  readonly random: Random;
  readonly done: Record<Harm, number>;
  readonly began: number;
  /** Trials that have ended. */
  readonly ended: () => number;
}

/** The share of the trials by the end of which all harm is done, so that the study does not end before. */
const HARMED = 0.9;

/** One harm after the other in random order, spread over the trials as they end: on a busy machine no trial meets more of it. */
async function harmUntilDone({ options, field, random, done, began, ended }: Harming): Promise<void> {
  const { kills, times, server, trials } = options;
  const plan = (Object.keys(kills) as Harm[])
    .flatMap((harm) => Array.from({ length: kills[harm] }, () => ({ harm, place: random.float() })))
    .sort((one, other) => one.place - other.place);
  for (const { harm, place } of plan) {
    while (ended() < place * HARMED * trials && !field.isDone()) {
      checkTime(options, began);
      await pause(50, field);
    }
    if (field.isDone()) return;
    if (harm === "workers") field.killWorker(random);
    else if (harm === "frozen") field.freezeWorker(random, 1.5 * times.lockMs);
    else if (harm === "coordinators") await field.killCoordinator();
    else await server?.killAndRestart();
    done[harm]++;
    options.tell?.(`${Math.round((performance.now() - began) / 1000)} s: ${harm}`);
  }
  while (!field.isDone()) {
    const failure = field.failure();
    if (failure !== null) throw new Error(failure);
    checkTime(options, began);
    await pause(100, field);
  }
}

function checkTime({ mostSeconds }: SoakOptions, began: number): void {
  if (performance.now() - began > 1000 * mostSeconds) throw new Error(`It is not done after ${mostSeconds} s.`);
}

async function pause(milliseconds: number, field: Harming["field"]): Promise<void> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until && !field.isDone()) await new Promise((resolve) => setTimeout(resolve, 50));
}

const missing = ({ kills }: SoakOptions, done: SoakResult["done"]): readonly string[] =>
  (Object.keys(kills) as Harm[])
    .filter((harm) => done[harm] < kills[harm])
    .map((harm) => `the study was done before all harm was: ${done[harm]} of ${kills[harm]} ${harm}`);
