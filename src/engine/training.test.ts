import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import unet from "../catalog/networks/unet.ts";
import { createStopper } from "../core/search/signal.ts";
import { createRandom } from "../core/random.ts";
import type { Recipe } from "../core/search/recipe.ts";
import type { Network } from "../core/network/network.ts";
import { openDevice } from "./devices.ts";
import type { TrainingData } from "./trainingData.ts";
import { trainNetwork, type TrainingHooks, type TrainingJob, type TrainingReport } from "./training.ts";

/** Bright discs on dark noise: a task that a small network learns in a few steps. */
function discs(): TrainingData {
  const random = createRandom("discs");
  const shape = [6, 32, 32] as const;
  const labels = new Uint8Array(6 * 32 * 32).map((_, at) => (Math.hypot((at % 32) - 16, (Math.floor(at / 32) % 32) - 12) < 9 ? 1 : 0));
  const image = Float32Array.from(labels, (label) => (label === 1 ? 1 : -0.6) + 0.3 * random.normal());
  return { shape, image, labels, classes: 2, split: { axis: "slices", train: { from: 0, to: 4 }, validation: { from: 4, to: 5 }, test: { from: 5, to: 6 } } };
}

const recipe: Recipe = {
  loss: { id: "crossEntropy", options: {} },
  optimiser: { id: "adam", options: { learningRate: 0.01 } },
  schedule: { id: "constant", options: {} },
  patch: [1, 16, 16],
  batch: 2,
  steps: 12,
  evaluateEvery: 6,
  patchSampling: "uniform",
  augmentation: { flips: true, quarterTurns: true, intensity: 0.1, elastic: 2 },
  pruners: [],
};

function network(): Network {
  const decoded = unet.decode({ base: 4, depth: 1 }, { channels: 1, classes: 2, patch: recipe.patch });
  if (!("network" in decoded)) throw new Error("The test's network is illegal.");
  return decoded.network;
}

const job = (changes: Partial<TrainingJob> = {}): TrainingJob => ({ network: network(), data: discs(), recipe, seed: 7, ...changes });
const hooks = (changes: Partial<TrainingHooks> = {}): TrainingHooks => ({ report: () => undefined, signal: createStopper().signal, ...changes });

describe.each(["cpu", "simd"] as const)("training on %s", (device) => {
  beforeAll(() => openDevice(device));

  test("a small network learns to find discs, and leaves no tensor behind", async () => {
    const before = memory().numTensors;
    const reports: TrainingReport[] = [];
    const trained = await trainNetwork(job({ recipe: { ...recipe, steps: 40, evaluateEvery: 20 } }), hooks({ report: (report) => reports.push(report) }));
    expect(trained.scores.meanIou).toBeGreaterThan(0.8);
    const evaluations = reports.filter(({ scores }) => scores);
    expect(evaluations.map(({ step }) => step)).toEqual([20, 40]);
    expect(evaluations[1]!.loss).toBeLessThan(evaluations[0]!.loss);
    expect(memory().numTensors).toBe(before);
  });

  test("a job that was stopped goes on as if it had not been", async () => {
    const whole = await trainNetwork(job(), hooks());
    const stopper = createStopper();
    let checkpoint: Uint8Array<ArrayBuffer> | undefined;
    const keep = (bytes: Uint8Array<ArrayBuffer>, step: number) => {
      checkpoint = bytes;
      if (step === 6) stopper.stop("enough");
    };
    await expect(trainNetwork(job(), hooks({ checkpoint: keep, signal: stopper.signal }))).rejects.toMatchObject({ name: "Cancelled", message: "enough" });
    const resumed = await trainNetwork(job({ resume: checkpoint! }), hooks());
    expect(resumed.weights).toEqual(whole.weights);
    expect(resumed.confusion).toEqual(whole.confusion);
  });

  test("a diverging loss ends the trial and says at which step", async () => {
    const before = memory().numTensors;
    const wild: Recipe = { ...recipe, optimiser: { id: "sgd", options: { learningRate: 1 } }, loss: { id: "crossEntropy", options: {} } };
    const broken = { ...discs(), image: discs().image.map(() => NaN) };
    await expect(trainNetwork(job({ recipe: wild, data: broken }), hooks())).rejects.toMatchObject({ name: "NotANumber", message: expect.stringContaining("step 1") as string });
    expect(memory().numTensors).toBe(before);
  });

  test("weights of another network are refused with the name of what is missing", async () => {
    const stopper = createStopper();
    let checkpoint: Uint8Array<ArrayBuffer> | undefined;
    stopper.stop("at once");
    await trainNetwork(job(), hooks({ signal: stopper.signal, checkpoint: (bytes) => void (checkpoint = bytes) })).catch(() => undefined);
    const other = unet.decode({ base: 4, depth: 2 }, { channels: 1, classes: 2, patch: recipe.patch }) as { network: Network };
    await expect(trainNetwork(job({ network: other.network, resume: checkpoint! }), hooks())).rejects.toMatchObject({ name: "BadStudyFile" });
  });
});
