import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { stepGflop } from "../measure.ts";
import { takeTurns, type Contender, type Standing } from "../turns.ts";
import { candidates } from "./candidates.ts";

/** Name of the workload: the sum of a step of each candidate. */
export const CANDIDATES = "candidates";

export interface Race {
  readonly turns: number;
  readonly steps: number;
  /** A Python that has PyTorch. */
  readonly python?: string | undefined;
  /** A folder with an earlier bundle of the benchmark, as `node_modules/.cache/bench` is one. */
  readonly against?: string | undefined;
}

const ours = (folder: string, steps: number): Contender["command"] => [
  process.execPath,
  `${folder}/candidateTurn.js`,
  String(steps),
];

/** A step of every candidate, turn and turn about: this build (`simd`), PyTorch with one thread (`torch`) and an earlier build (`before`). */
export function raceCandidates({ turns, steps, python, against }: Race): Promise<readonly Standing[]> {
  // The bundle may lie elsewhere, where packages are linked; the benchmark runs from the repository's root.
  const scripts = resolve("bench/candidates");
  const native: Contender["command"] | null = python
    ? [python, join(scripts, "torch_steps.py"), join(scripts, "networks.jsonl"), String(steps)]
    : null;
  return takeTurns(
    [
      ...(native ? [{ engine: "torch", command: native }] : []),
      ...(against ? [{ engine: "before", command: ours(against, steps) }] : []),
      { engine: "simd", command: ours(fileURLToPath(new URL(".", import.meta.url)), steps) },
    ],
    turns,
  );
}

/** GFLOP of a step of all candidates together. */
export const candidatesGflop = (): number => candidates.reduce((sum, candidate) => sum + stepGflop(candidate), 0);
