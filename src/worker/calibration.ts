import { Matrix, solve } from "ml-matrix";
import unet from "../catalog/networks/unet.ts";
import { StudioError } from "../core/errors.ts";
import { costOf } from "../core/stages/cost.ts";
import type { Cost } from "../core/study/trial.ts";
import { createStopper } from "../core/run/signal.ts";
import type { Network } from "../core/network/network.ts";
import { NO_AFFINE } from "../core/image/augment.ts";
import { EVEN_WEIGHTS, type Recipe } from "../core/space/recipe.ts";
import { createRandom } from "../core/random.ts";
import { trainNetwork } from "../engine/training.ts";
import type { TrainingData } from "../engine/trainingData.ts";
import type { Speed } from "../core/judging/prediction.ts";
import type { AsyncTrainer } from "./trainerThread.ts";
import type { StepTiming } from "./trainerApi.ts";

const MANY = 8;
/** Rounds go on for as long, and there are at least two. */
const ROUNDS_SECONDS = 0.5;
/** Slower steps are measured twice, and still slower ones estimated from smaller ones, so that all devices are done within ten seconds. */
const SLOW_STEP_SECONDS = 0.2;
const SLOWEST_STEP_SECONDS = 2;

/** What a device did on noise. */
export interface Calibration extends Speed {
  /** By how much the very first step was slower than the next: what compiling took. */
  readonly firstStepSeconds: number;
}

/**
 * Seconds per step of three U-Nets (small, long rows of few channels, short rows of many) give the three numbers of the speed. The
 * small one goes first: with it the code is compiled. Steps that might take longer than `slowestStepSeconds` are estimated.
 */
export async function calibrate(
  trainer: Pick<AsyncTrainer, "timeStep">,
  slowestStepSeconds = SLOWEST_STEP_SECONDS,
): Promise<Calibration> {
  const measured: Measured[] = [];
  let compiling: number | null = null;
  for (const { network, patch, batch } of [probe(2, 32, 2), probe(4, 64, 8), probe(24, 16, 8)]) {
    const step = { ...costOf(network, { patch: [1, patch, patch], batch }), batch };
    const atMost = expectedSeconds(step, measured.at(-1));
    if (atMost > slowestStepSeconds) {
      measured.push({ ...step, seconds: atMost });
      continue;
    }
    const { seconds, firstStepSeconds } = await trainer.timeStep(network, patch, batch);
    compiling ??= firstStepSeconds;
    measured.push({ ...step, seconds });
  }
  return { ...fitSpeed(measured), firstStepSeconds: compiling ?? 0 };
}

/** What a step takes if it is as fast for its arithmetic as the one before; in truth a larger step is faster. */
const expectedSeconds = (step: Omit<Measured, "seconds">, before: Measured | undefined): number =>
  before ? (before.seconds * step.multiplyAdds * step.batch) / (before.multiplyAdds * before.batch) : 0;

interface Measured extends Pick<Cost, "multiplyAdds" | "trainingBytes"> {
  readonly batch: number;
  readonly seconds: number;
}

/** The speed at which three measured steps take just as long as they took; no part may be negative, whatever the machine did meanwhile. */
export function fitSpeed(measured: readonly Measured[]): Speed {
  const rows = measured.map(({ multiplyAdds, trainingBytes, batch }) => [
    1,
    (3 * multiplyAdds * batch) / 1e9,
    trainingBytes / 1e9,
  ]);
  const [overhead, perGigaAdd, perGigabyte] = solve(
    new Matrix(rows),
    Matrix.columnVector(measured.map(({ seconds }) => seconds)),
  ).to1DArray() as [number, number, number];
  return {
    overheadSeconds: Math.max(1e-4, overhead),
    multiplyAddsPerSecond: 1e9 / Math.max(1e-4, perGigaAdd),
    bytesPerSecond: 1e9 / Math.max(1e-3, perGigabyte),
  };
}

function probe(base: number, patch: number, batch: number): { network: Network; patch: number; batch: number } {
  const decoded = unet.decode({ base, depth: 2 }, { channels: 1, classes: 3, patch: [1, patch, patch] });
  if ("illegal" in decoded) throw new StudioError("IllegalNetwork", decoded.illegal.because);
  return { network: decoded.network, patch, batch };
}

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
  let second = (await run(2)) - one;
  // A single run may have been held up by something else: a slow step is believed the second time.
  if (second > SLOW_STEP_SECONDS) second = Math.min(second, (await run(2)) - one);
  if (second > SLOW_STEP_SECONDS) return { seconds: second, firstStepSeconds };
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
