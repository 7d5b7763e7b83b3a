import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

export const CLI = join(import.meta.dirname, "../bin/cristae.js");

export type Line = Readonly<Record<string, unknown>> & { readonly type: string };

/** Runs the command line to its end: exit code, stdout and its JSON lines, and stderr. */
export async function cristae(
  ...args: readonly string[]
): Promise<{ code: number; lines: readonly Line[]; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, ...args], { maxBuffer: 1e8 });
    return { code: 0, lines: parse(stdout), stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, lines: parse(stdout), stdout, stderr };
  }
}

const parse = (stdout: string): readonly Line[] =>
  stdout
    .split("\n")
    .filter((line) => line.startsWith('{"'))
    .map((line) => JSON.parse(line) as Line);

/** Networks that train within seconds, and to the same numbers on every machine. */
export const SMALL_TRAINING = ["--patch", "32", "--batch", "2", "--workers", "1", "--device", "simd", "--json"];

/** A search that ends within seconds. */
export const SMALL_SEARCH = [
  "--sample",
  "platelets",
  "--trials",
  "3",
  "--steps",
  "30",
  "--evaluate-every",
  "10",
  ...SMALL_TRAINING,
];
