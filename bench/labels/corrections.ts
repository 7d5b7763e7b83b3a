import { withCorrections, type CorrectedSlices } from "../../src/core/image/correction/correctedStack.ts";
import { meanOf } from "../../src/core/statistics.ts";
import type { TrainingData } from "../../src/engine/trainingData.ts";
import { learn, SCORED, text } from "./learning.ts";

const [SLICES_EACH, ROUNDS] = [3, 3];
const STEPS = { first: 200, next: 100 };
/** Spec 2.6. */
const OPTIMISER = { id: "adam", options: { learningRate: 10 ** -2.8, epsilon: 1e-3 } };
const SCALES = [0, 100];

interface Round {
  /** Pixels of three slices that the oracle had to change. */
  readonly corrected: number;
  /** On slices that were never corrected, after the round. */
  readonly meanIou: number;
}

/** An oracle corrects three slices after the other, with and without a weight on what was mistaken (18, acceptance 3). */
export async function correctionLoop(truth: TrainingData, seeds: number) {
  const runs: { readonly scale: number; readonly seed: number; readonly rounds: readonly Round[] }[] = [];
  for (let seed = 0; seed < seeds; seed++)
    for (const scale of SCALES) {
      const rounds = await corrected(truth, seed, scale);
      runs.push({ scale, seed, rounds });
      console.log(
        `corrections, seed ${seed}, s = ${scale}: ${rounds.map(({ corrected: pixels, meanIou }) => `${pixels} px -> ${text(meanIou)}`).join(", ")}`,
      );
    }
  for (const scale of SCALES) {
    const own = runs.filter((run) => run.scale === scale).map(({ rounds }) => rounds);
    const mean = (value: (round: Round) => number) =>
      Array.from({ length: ROUNDS }, (_, round) => meanOf(own.map((rounds) => value(rounds[round]!))));
    console.log(
      `corrections, s = ${scale}, mean: pixels ${mean((round) => round.corrected)
        .map(Math.round)
        .join(" ")}, mean IoU ${mean((round) => round.meanIou)
        .map(text)
        .join(" ")}`,
    );
  }
  return runs;
}

async function corrected(truth: TrainingData, seed: number, scale: number): Promise<readonly Round[]> {
  const { shape, subjects, labels } = truth;
  const area = shape[1] * shape[2];
  const split = {
    axis: "slices",
    train: { from: 0, to: SLICES_EACH },
    validation: SCORED,
    test: { from: SCORED.to, to: SCORED.to },
  } as const;
  const next = (round: number) => ({ from: (round + 1) * SLICES_EACH, to: (round + 2) * SLICES_EACH });
  const slicesOf = ({ from, to }: ReturnType<typeof next>) => Array.from({ length: to - from }, (_, z) => from + z);
  let learnt = await learn(
    { ...truth, split },
    { steps: STEPS.first, seed: `correction ${seed}`, seen: slicesOf(next(0)) },
  );
  const corrections: CorrectedSlices[] = [];
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const slices = next(round);
    const raw = Uint8Array.from(slicesOf(slices).flatMap((z) => [...learnt.seen.get(z)!]));
    const known = labels.slice(slices.from * area, slices.to * area);
    corrections.push({ slices, mode: "both", raw, corrected: known });
    const grown = withCorrections({ shape, subjects, labels, split }, corrections, scale);
    learnt = await learn(
      { ...truth, ...grown },
      {
        ...{ steps: STEPS.next, seed: `correction ${seed} ${round}`, from: learnt.weights, optimiser: OPTIMISER },
        seen: round + 1 < ROUNDS ? slicesOf(next(round + 1)) : [],
      },
    );
    rounds.push({ corrected: raw.filter((label, at) => label !== known[at]).length, meanIou: learnt.meanIou });
  }
  return rounds;
}
