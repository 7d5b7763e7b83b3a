import type { Range } from "../core/image/dataset.ts";
import { wholeStack } from "../core/image/tiledPrediction.ts";
import type { TrainingData } from "../engine/trainingData.ts";
import { decodeWeights } from "../engine/weights.ts";
import { seenSize } from "../engine/wholeImages.ts";
import type { Prediction } from "./predictWith.ts";
import type { Threads } from "./threads.ts";
import type { Predictor } from "./trainerApi.ts";
import { orCrash } from "./trainerThread.ts";

/** Voxels of a slab, if that is a slice at least. */
const SLAB_VOXELS = 4_000_000;

/** Whether each slice is predicted from itself alone, so that some of them may be predicted without the others. */
export const areSlicesApart = (predictor: Predictor): boolean =>
  "networks" in predictor &&
  predictor.networks.every(
    ({ network, weights }) => network.dimension === 2 && seenSize(decodeWeights(weights).about) === undefined,
  );

/** Cuts slices into slabs that keep several workers busy to the end; what cannot be cut is one slab. */
export function slabsOf(
  { from, to }: Range,
  planeVoxels: number,
  workers: number,
  areApart: boolean,
): readonly Range[] {
  if (!areApart) return [{ from, to }];
  const most = Math.max(1, Math.floor(SLAB_VOXELS / planeVoxels));
  const count = Math.ceil((to - from) / Math.min(most, Math.ceil((to - from) / workers)));
  const edge = (index: number) => from + Math.round((index * (to - from)) / count);
  return Array.from({ length: count }, (_, index) => ({ from: edge(index), to: edge(index + 1) }));
}

export interface SlabJob {
  readonly predictor: Predictor;
  readonly slabs: readonly Range[];
  readonly workers: number;
  readonly withProbabilities: boolean;
  /** A slab as threads read it; asked for when its turn comes. */
  readonly dataOf: (slab: Range) => TrainingData;
  /** Gets each slab as it is done, in any order. */
  readonly keep: (slab: Range, prediction: Prediction) => void;
}

/** Predicts slab by slab on several threads, each of which holds no more than the slab it works on. */
export async function predictSlabs(threads: Threads, job: SlabJob): Promise<void> {
  const { predictor, slabs, workers, withProbabilities, dataOf, keep } = job;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < slabs.length) {
      const slab = slabs[next++]!;
      const data = dataOf(slab);
      const prediction = await threads.use(async (thread) => {
        await orCrash(thread, thread.trainer.setData(data));
        return orCrash(thread, thread.trainer.predict(predictor, wholeStack(data.shape), withProbabilities));
      });
      keep(slab, prediction);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, slabs.length) }, work));
}
