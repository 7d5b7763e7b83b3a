import { UNLABELLED } from "../../src/core/image/labelMap.ts";
import { createRandom } from "../../src/core/random.ts";
import { meanOf } from "../../src/core/statistics.ts";
import type { TrainingData } from "../../src/engine/trainingData.ts";
import { learn, scoredToo, text } from "./learning.ts";
import { strokesOf } from "./strokes.ts";

const SLICES = [1, 5, 9];
const SHARE = 0.02;

/** Strokes on 2 % of the pixels of three slices against all labels of the same slices (18, acceptance 2). */
export async function sparseAgainstFull(truth: TrainingData, seeds: number, steps: number) {
  const [strokes, full]: [number[], number[]] = [[], []];
  for (let seed = 0; seed < seeds; seed++) {
    const random = createRandom("strokes", seed);
    const drawn = strokesOf(truth, SLICES, { share: SHARE, random });
    const training = { steps, seed: `sparse ${seed}` };
    strokes.push((await learn({ ...truth, labels: scoredToo(truth, drawn) }, training)).meanIou);
    full.push((await learn({ ...truth, labels: scoredToo(truth, onlyOf(truth, SLICES)) }, training)).meanIou);
    console.log(
      `strokes, seed ${seed}: mean IoU ${text(strokes.at(-1)!)} with ${100 * SHARE} % of three slices, ${text(full.at(-1)!)} with all of them`,
    );
  }
  const ratio = meanOf(strokes) / meanOf(full);
  console.log(`strokes: ${text(meanOf(strokes))} is ${text(ratio)} of ${text(meanOf(full))}`);
  return { strokes, full, ratio };
}

/** The labels of some slices alone. */
function onlyOf({ shape: [, height, width], labels }: TrainingData, slices: readonly number[]): Uint8Array {
  const kept = new Uint8Array(labels.length).fill(UNLABELLED);
  const area = height * width;
  for (const z of slices) kept.set(labels.subarray(z * area, (z + 1) * area), z * area);
  return kept;
}
