import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { StudioError } from "../../core/errors.ts";
import type { Output } from "../output.ts";
import { readInvitation } from "../serving/access.ts";

export interface SlurmFlags {
  readonly workers: number;
  readonly time: string;
  readonly threads: number;
  readonly atOnce?: number;
}

/** Slurm lets arrays of so many begin where it does not say otherwise. */
const USUAL_ARRAY = 1001;
/** Before its time is over a worker leaves by itself, and again when Slurm says so. */
const LEAVES_SECONDS = 600;
const WARNED_SECONDS = 120;

/** `cristae slurm`: prints the script of an array of workers. Slurm gives machines, which take trials for as long as they may. */
export async function slurm(join: string, flags: SlurmFlags, output: Output): Promise<void> {
  await readInvitation(join);
  const most = await mostInArray();
  if (flags.workers >= most)
    output.note(
      `This cluster allows ${most - 1} tasks an array; submit the script ${Math.ceil(flags.workers / (most - 1))} times.`,
    );
  output.say(slurmScript(join, { ...flags, workers: Math.min(flags.workers, most - 1) }).trimEnd());
}

/** Throws StudioError "BadInput" for a time that is too short to train in. */
export function slurmScript(join: string, { workers, time, threads, atOnce }: SlurmFlags): string {
  const seconds = slurmSeconds(time);
  const lifetime = seconds - Math.min(LEAVES_SECONDS, seconds / 10);
  const stagger = Math.round(lifetime / 40);
  return `#!/bin/bash
#SBATCH --job-name=cristae
#SBATCH --array=1-${workers}${atOnce === undefined ? "" : `%${atOnce}`}
#SBATCH --time=${time}
#SBATCH --cpus-per-task=${threads}
#SBATCH --signal=B:USR1@${Math.min(WARNED_SECONDS, Math.floor(seconds / 5))}
#SBATCH --requeue
#SBATCH --output=cristae-%A-%a.log
exec srun npx cristae work ${quoted(join)} --threads "$SLURM_CPUS_PER_TASK" --lifetime ${Math.floor(lifetime)}s --stagger ${stagger}s --idle 10m --cache "\${TMPDIR:-/tmp}/cristae-$SLURM_JOB_ID"
`;
}

const quoted = (text: string): string => (/^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** "30", "2:30:00", "1-12:00:00": minutes, or days, hours, minutes and seconds, as Slurm reads them. */
export function slurmSeconds(text: string): number {
  const [, days, clock] = /^(?:(\d+)-)?(\d+(?::\d+){0,2})$/.exec(text) ?? [];
  const parts = clock?.split(":").map(Number) ?? [];
  const [first = NaN, second = 0, third = 0] = parts;
  const seconds =
    days !== undefined
      ? ((Number(days) * 24 + first) * 60 + second) * 60 + third
      : parts.length === 3
        ? (first * 60 + second) * 60 + third
        : first * 60 + second;
  if (!(seconds >= 60))
    throw new StudioError(
      "BadInput",
      `--time is "${text}"; it must be a time of Slurm of a minute or more, such as 4:00:00 or 1-12:00:00.`,
    );
  return seconds;
}

async function mostInArray(): Promise<number> {
  const { stdout } = await promisify(execFile)("scontrol", ["show", "config"]).catch(() => ({ stdout: "" }));
  return Number(/MaxArraySize\s*=\s*(\d+)/.exec(stdout)?.[1] ?? USUAL_ARRAY);
}
