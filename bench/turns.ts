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
}

/** The sum of the parts of one turn. Throws what the command wrote where it failed. */
function turnOf({ engine, command: [program, ...flags] }: Contender): Spent {
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
}

/** Lets contenders work in turns, so that all meet the same machine: medians, and ratios turn by turn. */
export function takeTurns(contenders: readonly Contender[], turns: number): readonly Standing[] {
  const rounds = Array.from({ length: turns }, () => contenders.map(turnOf));
  return contenders.map(({ engine }, own) => ({
    engine,
    cpuMs: median(rounds.map((round) => round[own]!.cpuMs)),
    wallMs: median(rounds.map((round) => round[own]!.wallMs)),
    ratios: Object.fromEntries(
      contenders.map((other, at) => [
        other.engine,
        median(rounds.map((round) => round[own]!.cpuMs / round[at]!.cpuMs)),
      ]),
    ),
  }));
}
