import { lengthOf, type Range } from "../core/image/dataset.ts";
import type { GreyRange } from "../core/image/intensity.ts";
import type { GreyScale } from "../core/image/normalisation.ts";
import { joinedStack } from "../core/image/subjects.ts";
import type { Volume } from "../core/image/volume.ts";
import type { DeviceId } from "../engine/deviceIds.ts";
import { normalise, type TrainingData } from "../engine/trainingData.ts";
import { areSlicesApart, predictSlabs, slabsOf } from "./predictSlabs.ts";
import { predictWith, type Prediction } from "./predictWith.ts";
import { createThreads } from "./threads.ts";
import type { Predictor } from "./trainerApi.ts";
import type { TrainerThread } from "./trainerThread.ts";

/** An image that belongs to no study, and what predicts in it. */
export interface PredictedStack {
  readonly predictor: Predictor;
  readonly volume: Volume;
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
  /** Predicts whole slices; `keep` gets them part by part, in any order. */
  predict(
    slices: Range,
    withProbabilities: boolean,
    keep: (slices: Range, prediction: Prediction) => void,
  ): Promise<void>;
  close(): void;
}

/** Where slices are apart a thread holds no more than what it works on, normalised as its turn comes; else it holds the stack. */
export function createStackPredictor(
  { predictor, volume, intensity, classes }: PredictedStack,
  { spawn, device, workers: most }: PredictingMachine,
): StackPredictor {
  const [depth, height, width] = volume.shape;
  const workers = device === "webgpu" ? 1 : most;
  const isApart = areSlicesApart(predictor);
  const dataOf = (slices: Range) => trainingDataOf(slicesOf(volume, slices), intensity, classes);
  const threads = createThreads({
    ...{ spawn, device, pace: "full" },
    data: dataOf(isApart ? NOTHING : { from: 0, to: depth }),
  });
  return {
    async predict(slices, withProbabilities, keep) {
      if (!isApart) {
        const region = { z: slices, y: { from: 0, to: height }, x: { from: 0, to: width } };
        keep(slices, await predictWith(threads, predictor, region, withProbabilities));
        return;
      }
      const slabs = slabsOf(slices, height * width, workers, isApart);
      await predictSlabs(threads, { predictor, slabs, workers, withProbabilities, dataOf, keep });
    },
    close: () => threads.close(),
  };
}

/** Some slices of a volume as a volume; its values are not copied. */
function slicesOf({ shape: [, height, width], voxelSizeNm, data }: Volume, slices: Range): Volume {
  const plane = height * width;
  return {
    shape: [lengthOf(slices), height, width],
    voxelSizeNm,
    data: data.subarray(slices.from * plane, slices.to * plane),
  };
}

/** What a training thread must know to predict: an image, and neither labels nor parts. */
const trainingDataOf = (volume: Volume, intensity: PredictedStack["intensity"], classes: number): TrainingData => ({
  ...joinedStack({ volume }),
  image: normalise(volume.data, intensity),
  labels: new Uint8Array(0),
  classes,
  split: { axis: "slices", train: NOTHING, validation: NOTHING, test: NOTHING },
});
const NOTHING: Range = { from: 0, to: 0 };
