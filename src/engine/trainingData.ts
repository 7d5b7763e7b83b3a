import { lengthOf, type Dataset, type Region, type Split } from "../core/image/dataset.ts";
import { partRegions, type Subject } from "../core/image/subjects.ts";
import type { Shape3, Volume } from "../core/image/volume.ts";

/** A stack as the engine reads it: grey values with mean 0 and deviation 1 over the training part. */
export interface TrainingData {
  readonly shape: Shape3;
  readonly image: Float32Array;
  /** Class index per voxel, 255 where nobody annotated. */
  readonly labels: Uint8Array;
  readonly classes: number;
  readonly split: Split;
  /** The volumes the stack was joined from, where it is not one. */
  readonly subjects?: readonly Subject[];
}

export function prepareData({ volume, labels, split }: Pick<Dataset, "volume" | "labels" | "split">): TrainingData {
  const { mean, deviation } = regionIntensities(volume, partRegions(volume, split, "train"));
  return { shape: volume.shape, ...(volume.subjects && { subjects: volume.subjects }), image: normalise(volume.data, mean, deviation), labels: labels.data, classes: labels.classes.length, split };
}

/** Grey values shifted and scaled as a network expects them. */
export function normalise(values: ArrayLike<number>, mean: number, deviation: number): Float32Array<ArrayBuffer> {
  const scale = deviation > 0 ? 1 / deviation : 1;
  const result = new Float32Array(values.length);
  for (let index = 0; index < result.length; index++) result[index] = (values[index]! - mean) * scale;
  return result;
}

/** Mean and population deviation of the grey values in some boxes of a stack. */
export function regionIntensities({ shape: [, height, width], data }: Volume, regions: readonly Region[]): { readonly mean: number; readonly deviation: number } {
  const [first] = regions;
  const pivot = first ? (data[(first.z.from * height + first.y.from) * width + first.x.from] ?? 0) : 0;
  let [sum, squares] = [0, 0];
  for (const { z, y, x } of regions) {
    for (let slice = z.from; slice < z.to; slice++) {
      for (let row = y.from; row < y.to; row++) {
        const first = (slice * height + row) * width;
        for (let at = first + x.from; at < first + x.to; at++) {
          const value = data[at]! - pivot;
          sum += value;
          squares += value * value;
        }
      }
    }
  }
  const count = regions.reduce((total, { z, y, x }) => total + lengthOf(z) * lengthOf(y) * lengthOf(x), 0);
  const shifted = sum / count;
  return { mean: pivot + shifted, deviation: Math.sqrt(Math.max(0, squares / count - shifted * shifted)) };
}
