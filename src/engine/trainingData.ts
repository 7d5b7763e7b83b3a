import type { AnySplit, Dataset, SetRegion } from "../core/image/dataset.ts";
import { clamped, type Intensity } from "../core/image/intensity.ts";
import { boundaryClassOf, type BoundaryClass } from "../core/image/objects/boundaryClass.ts";
import { regionShare } from "../core/image/regionShare.ts";
import { partRegions, type JoinedStack } from "../core/image/subjects.ts";
import type { Volume } from "../core/image/volume.ts";
import type { Recipe } from "../core/space/recipe.ts";

/** A stack as the engine reads it: grey values with mean 0 and deviation 1 over the training part. */
export interface TrainingData extends JoinedStack {
  readonly image: Float32Array;
  /** Class index per voxel, 255 where nobody annotated. */
  readonly labels: Uint8Array;
  readonly classes: number;
  /** The class that parts objects, where objects are what is learnt. */
  readonly boundary?: BoundaryClass | null;
  readonly split: AnySplit;
  /** What each voxel counts in the loss, in place of the weight of its class and of what the recipe adds. */
  readonly voxelWeights?: Float32Array;
  readonly voxelSizeNm?: Volume["voxelSizeNm"];
}

/** A dataset as the engine reads it, normalised by what its study says of the grey values. */
export function prepareData(
  { volume, subjects, labels, split }: Omit<Dataset, "id" | "name">,
  intensity: Intensity,
): TrainingData {
  return {
    shape: volume.shape,
    voxelSizeNm: volume.voxelSizeNm,
    subjects,
    image: normalise(volume.data, intensity),
    labels: labels.data,
    classes: labels.classes.length,
    boundary: boundaryClassOf(labels.classes),
    split,
  };
}

/** Boxes of the training part that a recipe draws from. */
export const trainingRegions = (
  data: Pick<TrainingData, "shape" | "subjects" | "split">,
  { trainingShare = 1 }: Pick<Recipe, "trainingShare">,
): readonly SetRegion[] => regionShare(partRegions(data, data.split, "train"), trainingShare);

/** Grey values shifted and scaled as a network expects them, hot and dead voxels held within what is believable. */
export function normalise(
  values: ArrayLike<number>,
  { mean, deviation, low = -Infinity, high = Infinity }: Intensity,
): Float32Array<ArrayBuffer> {
  const scale = deviation > 0 ? 1 / deviation : 1;
  const result = new Float32Array(values.length);
  for (let index = 0; index < result.length; index++)
    result[index] = (clamped(values[index]!, low, high) - mean) * scale;
  return result;
}
