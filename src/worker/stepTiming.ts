import { NO_AFFINE } from "../core/image/augment.ts";
import type { Network } from "../core/network/network.ts";
import { createRandom } from "../core/random.ts";
import { createStopper } from "../core/run/signal.ts";
import { EVEN_WEIGHTS, type Recipe } from "../core/space/recipe.ts";
import { trainNetwork } from "../engine/training.ts";
import type { TrainingData } from "../engine/trainingData.ts";
import type { StepTiming } from "./trainerApi.ts";

const MANY = 8;
/** Rounds go on for as long, and there are at least two. */
const ROUNDS_SECONDS = 0.5;
/** Slower steps are measured in runs of two, twice or more, for as long. */
const SLOW_STEP_SECONDS = 0.2;
const SLOW_SECONDS = 3;

/** A training step on random data. */
export const measureStep = (network: Network, patch: number, batch: number): Promise<StepTiming> =>
  timingOf(async (steps) => {
    const began = performance.now();
    const hooks = { signal: createStopper().signal, report: () => undefined };
    await trainNetwork(
      {
        network,
        data: noise(patch),
        recipe: { ...recipe, steps, evaluateEvery: steps, patch: [1, patch, patch], batch },
        seed: "calibration",
      },
      hooks,
    );
    return (performance.now() - began) / 1000;
  });

/**
 * What a step takes, by runs of so many steps that give their seconds: what eight take longer than one, so that setting up does not
 * count (a quarter of a second for a million weights), each at its best of some rounds. The first rounds run code that is still being
 * compiled (a new thread begins with the engine's plain machine code), and a page that has just been opened has other work on the
 * same cores.
 */
export async function timingOf(run: (steps: number) => Promise<number>): Promise<StepTiming> {
  const first = await run(1);
  let one = await run(1);
  const firstStepSeconds = Math.max(0, first - one);
  let two = await run(2);
  // What else runs on the machine may have held up several runs in a row: a slow step is believed once it was slow for a while.
  for (let spent = two, tries = 1; two - one > SLOW_STEP_SECONDS; tries++) {
    if (tries >= 2 && spent >= SLOW_SECONDS) return { seconds: two - one, firstStepSeconds };
    const again = await run(2);
    [two, spent] = [Math.min(two, again), spent + again];
  }
  let many = await run(MANY);
  for (let spent = one + many, round = 2; round <= 2 || spent < ROUNDS_SECONDS; round++) {
    const [again, more] = [await run(1), await run(MANY)];
    [one, many, spent] = [Math.min(one, again), Math.min(many, more), spent + again + more];
  }
  return { seconds: Math.max(1e-5, (many - one) / (MANY - 1)), firstStepSeconds };
}

const recipe: Recipe = {
  loss: { id: "crossEntropy", options: {} },
  optimiser: { id: "adam", options: {} },
  schedule: { id: "constant", options: {} },
  patch: [1, 64, 64],
  batch: 4,
  steps: MANY,
  evaluateEvery: MANY,
  patchSampling: "uniform",
  voxelWeights: EVEN_WEIGHTS,
  augmentation: { flips: false, quarterTurns: false, intensity: 0, elastic: 0, affine: NO_AFFINE },
  pruners: [],
};

function noise(patch: number): TrainingData {
  const random = createRandom("calibration");
  const voxels = 2 * patch * patch;
  return {
    shape: [2, patch, patch],
    subjects: undefined,
    image: Float32Array.from({ length: voxels }, () => random.normal()),
    labels: Uint8Array.from({ length: voxels }, () => random.int(0, 2)),
    classes: 3,
    split: { axis: "slices", train: { from: 0, to: 1 }, validation: { from: 1, to: 2 }, test: { from: 2, to: 2 } },
  };
}
