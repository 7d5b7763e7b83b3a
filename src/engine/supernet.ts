import { tensor, tidy } from "@tensorflow/tfjs-core";
import type { UpdateTime } from "../catalog/optimisers/optimiser.ts";
import { countConfusion, emptyConfusion, type ConfusionMatrix } from "../core/image/confusion.ts";
import type { PatchBatch } from "../core/image/patches.ts";
import { voxelCount, type Shape3 } from "../core/image/volume.ts";
import type { Network } from "../core/network/network.ts";
import { MAIN } from "../core/network/outputs.ts";
import { createRandom } from "../core/random.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { createModel, type Model } from "./model.ts";
import { mostProbable } from "./mostProbable.ts";
import type { ParameterBuffer } from "./parameters.ts";
import { readTensor } from "./reading.ts";
import { createSharedBank } from "./sharedBank.ts";
import { createTrainer } from "./trainStep.ts";
import type { WeightSet } from "../core/network/weights.ts";

export interface SupernetTask {
  readonly recipe: Pick<Recipe, "loss" | "optimiser" | "patch" | "voxelWeights">;
  /** Voxels of each class in the training part. */
  readonly classCounts: readonly number[];
  /** Root of the random streams of weights and dropout. */
  readonly seed: string | number;
}

/**
 * One set of weights for all networks of a search (Pham et al. 2018; spec 3.5): each step trains the part of them that one network
 * uses. For networks whose output is as large as their input.
 */
export interface Supernet {
  /** One update from one batch, of as many patches as it holds; gives the loss. Where it is not finite nothing is kept of the step (spec 3.7). */
  train(network: Network, batch: PatchBatch, time: UpdateTime): Promise<number>;
  /**
   * What a network finds in a batch, normalised by the statistics of that batch: running ones would be those of other networks.
   * Dropout acts as in training. Null where its output is no number.
   */
  score(network: Network, batch: PatchBatch): Promise<ConfusionMatrix | null>;
  /** Weights and what the optimiser remembers of each: all that is needed to go on. */
  export(): WeightSet;
}

export function createSupernet({ recipe, classCounts, seed }: SupernetTask, weights: WeightSet = []): Supernet {
  const bank = createSharedBank(weights);
  const random = createRandom(seed);

  async function withModel<T>(network: Network, use: (model: Model) => Promise<T>): Promise<T> {
    const spatial = network.dimension === 3 ? recipe.patch : recipe.patch.slice(1);
    const model = createModel(network, { spatial, channels: 1 }, random.fork("weights"), { known: bank.known });
    try {
      return await use(model);
    } finally {
      model.dispose();
    }
  }

  async function step(model: Model, batch: PatchBatch, time: UpdateTime): Promise<number> {
    const trainer = createTrainer(
      model,
      { recipe: { ...recipe, batch: patchesIn(batch, recipe.patch) }, classCounts },
      random.fork("optimiser"),
    );
    try {
      trainer.slots.forEach((slot, index) => recall(slot, index, model.trainable, bank.known));
      const loss = trainer.step(batch, time, random.fork("dropout", time.step));
      const [value] = await readTensor(loss);
      loss.dispose();
      if (!Number.isFinite(value)) return Number.NaN;
      const memory = await Promise.all(trainer.slots.map((slot, index) => remembered(slot, index, model.trainable)));
      bank.take([...(await model.exportWeights()), ...memory.flat()]);
      return value!;
    } finally {
      trainer.dispose();
    }
  }

  return {
    train: (network, batch, time) => withModel(network, (model) => step(model, batch, time)),
    score: (network, batch) => withModel(network, (model) => confusionOf(model, batch, recipe.patch)),
    export: () => bank.export(),
  };
}

const memoryName = (index: number, weight: string): string => `optimiser/${index}/${weight}`;
const sizeOf = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1);

/** An optimiser's flat tensor put together from what was remembered of each weight; 0 for a weight that is new. */
function recall(
  slot: ParameterBuffer,
  index: number,
  { parameters }: ParameterBuffer,
  known: (name: string) => Float32Array | undefined,
): void {
  const [{ name, shape }] = slot.parameters as readonly [ParameterBuffer["parameters"][number]];
  const values = new Float32Array(sizeOf(shape));
  let start = 0;
  for (const weight of parameters) {
    values.set(known(memoryName(index, weight.name)) ?? [], start);
    start += sizeOf(weight.shape);
  }
  slot.import([{ name, shape, values }]);
}

/** The flat tensor taken apart again. */
async function remembered(slot: ParameterBuffer, index: number, { parameters }: ParameterBuffer): Promise<WeightSet> {
  const [{ values }] = (await slot.export()) as readonly [WeightSet[number]];
  let end = 0;
  return parameters.map(({ name, spec: { shape } }) => ({
    name: memoryName(index, name),
    shape,
    values: values.slice(end, (end += sizeOf(shape))),
  }));
}

const patchesIn = ({ labels }: PatchBatch, patch: Shape3): number => labels.length / voxelCount(patch);

async function confusionOf(model: Model, batch: PatchBatch, patch: Shape3): Promise<ConfusionMatrix | null> {
  const { image, labels } = batch;
  const logits = tidy(() =>
    model.train(tensor(image, [patchesIn(batch, patch), ...patch, 1], "float32"), createRandom("score")).get(MAIN)!,
  );
  try {
    const { channels: classes } = model.analysis.output;
    const scores = await readTensor(logits);
    if (!scores.every(Number.isFinite)) return null;
    const confusion = emptyConfusion(classes);
    countConfusion(
      confusion,
      labels,
      labels.map((_, voxel) => mostProbable(scores, voxel * classes, classes)),
    );
    return confusion;
  } finally {
    logits.dispose();
  }
}
