import type { UpdateTime } from "../catalog/optimisers/optimiser.ts";
import { toErrorRecord } from "../core/errors.ts";
import type { ConfusionMatrix } from "../core/image/confusion.ts";
import { classCounts, createPatchSampler, type PatchBatch, type PatchSampler } from "../core/image/patches.ts";
import { partRegions } from "../core/image/subjects.ts";
import type { Network } from "../core/network/network.ts";
import type { Random } from "../core/random.ts";
import type { Augmentation } from "../core/image/augment.ts";
import type { Recipe } from "../core/space/recipe.ts";
import { NO_AFFINE } from "../core/image/augment.ts";
import { costOf } from "../core/stages/cost.ts";
import type { Genotype, SearchSpace } from "../core/space/space.ts";
import { createSupernet } from "./supernet.ts";
import { seenSource } from "./wholeImages.ts";
import { trainingSource } from "./training.ts";
import type { TrainingData } from "./trainingData.ts";
import type { WeightSet } from "../core/network/weights.ts";

/** Members of a space on one set of weights, each on as many patches as memory holds (spec 3.7). */
export interface SharedMembers {
  /** One update from a batch of the training part. The loss; NaN where nothing is kept of the step; null where the member is too large or illegal. */
  train(genotype: Genotype, random: Random, time: UpdateTime): Promise<number | null>;
  /** What a member finds in a batch of the validation part; null where it is too large or illegal, or its output no number. */
  score(genotype: Genotype, random: Random): Promise<ConfusionMatrix | null>;
  export(): WeightSet;
}

export interface SharedMembersTask {
  readonly space: SearchSpace;
  readonly data: TrainingData;
  readonly recipe: Recipe;
  readonly memoryCap: number;
  readonly seed: string | number;
}

/** Scores are of the images as they are. */
const AS_IT_IS: Augmentation = { flips: false, quarterTurns: false, intensity: 0, elastic: 0, affine: NO_AFFINE };

export function createSharedMembers(
  { space, data, recipe, memoryCap, seed }: SharedMembersTask,
  weights: WeightSet,
): SharedMembers {
  const sources = {
    train: trainingSource(data, recipe),
    validation: seenSource({ ...data, regions: partRegions(data, data.split, "validation") }, recipe),
  };
  const supernet = createSupernet({ recipe, classCounts: classCounts(sources.train, data.classes), seed }, weights);
  const samplers = new Map<string, PatchSampler>();

  function draw(part: "train" | "validation", batch: number, random: Random): PatchBatch {
    const name = `${part}/${batch}`;
    const sampler =
      samplers.get(name) ??
      createPatchSampler(
        sources[part],
        part === "train"
          ? { ...recipe, batch }
          : { ...recipe, batch, patchSampling: "uniform", augmentation: AS_IT_IS },
      );
    samplers.set(name, sampler);
    return sampler.draw(random.fork());
  }

  /** On the whole batch, or on half of it as often as memory asks for. */
  async function onFittingBatch<T>(
    genotype: Genotype,
    use: (network: Network, batch: number) => Promise<T>,
  ): Promise<T | null> {
    const decoded = space.decode(genotype);
    if ("illegal" in decoded) return null;
    for (let { batch } = recipe; batch >= 1; batch >>= 1) {
      if (costOf(decoded.network, { patch: recipe.patch, batch }).trainingBytes > memoryCap) continue;
      try {
        return await use(decoded.network, batch);
      } catch (error) {
        if (toErrorRecord(error).name !== "OutOfMemory") throw error;
      }
    }
    return null;
  }

  return {
    train: (genotype, random, time) =>
      onFittingBatch(genotype, (network, batch) => supernet.train(network, draw("train", batch, random), time)),
    score: (genotype, random) =>
      onFittingBatch(genotype, (network, batch) => supernet.score(network, draw("validation", batch, random))),
    export: () => supernet.export(),
  };
}
