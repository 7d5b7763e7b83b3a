import unet from "../catalog/networks/unet.ts";
import type { Network } from "../core/network/network.ts";
import { createRandom } from "../core/random.ts";
import type { Split } from "../core/image/dataset.ts";
import { NO_AFFINE } from "../core/image/augment.ts";
import { EVEN_WEIGHTS, type Recipe } from "../core/space/recipe.ts";
import type { TrainingData } from "./trainingData.ts";

/** Bright discs on dark noise: a task that a small network learns in a few steps. */
export function discs(slices = 6, extent = 32): TrainingData & { readonly split: Split } {
  const random = createRandom("discs");
  const plane = extent * extent;
  const [middleX, middleY, radius] = [extent / 2, (extent * 3) / 8, (extent * 9) / 32];
  const labels = new Uint8Array(slices * plane).map((_, at) =>
    Math.hypot((at % extent) - middleX, (Math.floor(at / extent) % extent) - middleY) < radius ? 1 : 0,
  );
  const image = Float32Array.from(labels, (label) => (label === 1 ? 1 : -0.6) + 0.3 * random.normal());
  const split = {
    axis: "slices",
    train: { from: 0, to: slices - 2 },
    validation: { from: slices - 2, to: slices - 1 },
    test: { from: slices - 1, to: slices },
  } as const;
  return { shape: [slices, extent, extent], subjects: undefined, image, labels, classes: 2, split };
}

export const testRecipe: Recipe = {
  loss: { id: "crossEntropy", options: {} },
  optimiser: { id: "adam", options: { learningRate: 0.01 } },
  schedule: { id: "constant", options: {} },
  patch: [1, 16, 16],
  batch: 2,
  steps: 12,
  evaluateEvery: 6,
  patchSampling: "uniform",
  voxelWeights: EVEN_WEIGHTS,
  augmentation: { flips: true, quarterTurns: true, intensity: 0.1, elastic: 2, affine: NO_AFFINE },
  pruners: [],
};

/** A U-Net for two classes; 3D where the patch is. */
export function smallUnet(
  options: Readonly<Record<string, number | string>> = { base: 4, depth: 1 },
  patch = testRecipe.patch,
): Network {
  const decoded = unet.decode(options, { channels: 1, classes: 2, patch });
  if ("illegal" in decoded) throw new Error(decoded.illegal.because);
  return decoded.network;
}
