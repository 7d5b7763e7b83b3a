import { spawnSync } from "node:child_process";
import { median } from "./measure.ts";

/** What something took, in processor time and by the clock. */
export interface Spent {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** Something that takes turns with others: a command that prints a JSON line, with `cpuMs` and `wallMs`, for each part of its work. */
export interface Contender {
  readonly engine: string;
  readonly command: readonly [program: string, ...flags: string[]];
  /** What is done before each of its turns, and not counted. */
  readonly prepare?: () => Promise<void>;
}

/** The sum of the parts of one turn. Throws what the command wrote where it failed. */
async function turnOf({ engine, command: [program, ...flags], prepare }: Contender): Promise<Spent> {
  await prepare?.();
  const { status, stdout, stderr } = spawnSync(program, flags, { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${engine} failed:\n${stderr}`);
  const parts = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Spent);
  const sum = (of: (part: Spent) => number) => parts.reduce((total, part) => total + of(part), 0);
  return { cpuMs: sum(({ cpuMs }) => cpuMs), wallMs: sum(({ wallMs }) => wallMs) };
}

export interface Standing extends Spent {
  readonly engine: string;
  /** Processor time over that of each other contender, by engine: the median of the ratios of turns. */
  readonly ratios: Readonly<Record<string, number>>;
  /** The same of the time by the clock. */
  readonly wallRatios: Readonly<Record<string, number>>;
}

/** Prints how contenders stand, or a row of JSON each. Ratios are of processor time, of the clock's where several cores are meant to help. */
export function printStandings(
  workload: string,
  standings: readonly Standing[],
  { asJson, by }: { readonly asJson: boolean; readonly by: "ratios" | "wallRatios" },
): void {
  for (const { engine, cpuMs, wallMs, ...standing } of standings) {
    const ratioToTorch = standing[by].torch ?? null;
    const row = { workload, engine, cpuMs: Math.round(cpuMs), wallMs: Math.round(wallMs), ratioToTorch };
    const ratio = ratioToTorch === null ? "" : `${ratioToTorch.toFixed(2).padStart(8)} of torch`;
    const seconds = (ms: number) => (ms / 1000).toFixed(2).padStart(9);
    console.log(
      asJson
        ? JSON.stringify(row)
        : `${workload.padEnd(12)}${engine.padEnd(10)}${seconds(wallMs)} s${seconds(cpuMs)} s of processor${ratio}`,
    );
  }
}

/** Prints what a process has taken when it ends, threads included; its threads do not print. */
const SAY_WHAT_IT_TOOK = `data:text/javascript,${encodeURIComponent(`
import { isMainThread } from "node:worker_threads";
if (isMainThread) process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000, wallMs: performance.now() }));
});`)}`;

/** The command line as it is built, saying what it took. */
export const cristae = (...flags: string[]): Contender["command"] => [
  process.execPath,
  "--import",
  SAY_WHAT_IT_TOOK,
  "bin/cristae.js",
  ...flags,
];

/** Lets contenders work in turns, so that all meet the same machine: medians, and ratios turn by turn. */
export async function takeTurns(contenders: readonly Contender[], turns: number): Promise<readonly Standing[]> {
  const rounds: (readonly Spent[])[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const round: Spent[] = [];
    for (const contender of contenders) round.push(await turnOf(contender));
    rounds.push(round);
  }
  const ratio = (own: number, other: number, of: keyof Spent) =>
    median(rounds.map((round) => round[own]![of] / round[other]![of]));
  return contenders.map(({ engine }, own) => ({
    engine,
    cpuMs: median(rounds.map((round) => round[own]!.cpuMs)),
    wallMs: median(rounds.map((round) => round[own]!.wallMs)),
    ratios: Object.fromEntries(contenders.map((other, at) => [other.engine, ratio(own, at, "cpuMs")])),
    wallRatios: Object.fromEntries(contenders.map((other, at) => [other.engine, ratio(own, at, "wallMs")])),
  }));
}
