import type { Range } from "../core/image/dataset.ts";
import type { GreyRange } from "../core/image/intensity.ts";
import type { GreyScale } from "../core/image/normalisation.ts";
import { readSlices, type SlicedVolume } from "../core/image/slicedVolume.ts";
import type { DeviceId } from "../engine/deviceIds.ts";
import type { TrainingData } from "../engine/trainingData.ts";
import { predictSlabs, slabsFor, type Slab } from "./predictSlabs.ts";
import type { Prediction } from "./predictWith.ts";
import { createThreads } from "./threads.ts";
import type { Predictor, SeenImage } from "./trainerApi.ts";
import type { TrainerThread } from "./trainerThread.ts";
import { orCrash } from "./trainerThread.ts";

/** An image that belongs to no study, and what predicts in it. */
export interface PredictedStack {
  readonly predictor: Predictor;
  readonly volume: SlicedVolume;
  /** What the image is normalised by. */
  readonly intensity: GreyScale & Partial<GreyRange>;
  readonly classes: number;
}

export interface PredictingMachine {
  readonly spawn: () => TrainerThread;
  readonly device: DeviceId;
  /** Threads at a time; a GPU is used by one. */
  readonly workers: number;
}

/** Threads that predict in one stack. */
export interface StackPredictor {
  /**
   * Predicts whole slices; `keep` gets them slab by slab, in any order, and is waited for. Slabs that `isDone` are passed over: what is
   * left is predicted as if they were not.
   */
  predict(
    slices: Range,
    withProbabilities: boolean,
    keep: (slices: Range, prediction: Prediction) => void | Promise<void>,
    isDone?: (slices: Range) => boolean,
  ): Promise<void>;
  close(): void;
}

/** A thread holds no more than the slab it works on, normalised as its turn comes; what must see whole images holds the stack. */
export function createStackPredictor(
  { predictor, volume, intensity, classes }: PredictedStack,
  { spawn, device, workers: most }: PredictingMachine,
): StackPredictor {
  const [depth, height, width] = volume.shape;
  const workers = device === "webgpu" ? 1 : most;
  const threads = createThreads({ ...{ spawn, device, pace: "full" }, data: NO_DATA });
  const imageOf = async (slices: Range): Promise<SeenImage> => ({
    ...{ volume: await readSlices(volume, slices), intensity, classes },
  });
  const whole: Range = { from: 0, to: depth };
  let seen: Promise<SeenImage> | null = null;

  /** By one thread, which keeps what it has seen of the stack for the next slices. */
  async function predictWhole(slices: Range, withProbabilities: boolean): Promise<Prediction> {
    const image = await (seen ??= imageOf(whole));
    const region = { z: slices, y: { from: 0, to: height }, x: { from: 0, to: width } };
    return threads.use(async (thread) => {
      if (!shown.has(thread)) await orCrash(thread, thread.trainer.setImage(image));
      shown.add(thread);
      return orCrash(thread, thread.trainer.predict(predictor, region, withProbabilities));
    });
  }
  const shown = new WeakSet<TrainerThread>();

  return {
    async predict(slices, withProbabilities, keep, isDone = () => false) {
      const slabs = slabsFor(predictor, { slices, shape: volume.shape, workers });
      if (slabs) {
        const missing = slabs.filter((slab: Slab) => !isDone(slab.slices));
        await predictSlabs(threads, { predictor, slabs: missing, classes, workers, withProbabilities, imageOf, keep });
      } else if (!isDone(slices)) await keep(slices, await predictWhole(slices, withProbabilities));
    },
    close: () => threads.close(),
  };
}

const NOTHING: Range = { from: 0, to: 0 };

/** What threads hold until they are given an image. */
const NO_DATA: TrainingData = {
  shape: [0, 0, 0],
  subjects: undefined,
  image: new Float32Array(0),
  labels: new Uint8Array(0),
  classes: 0,
  split: { axis: "slices", train: NOTHING, validation: NOTHING, test: NOTHING },
};
