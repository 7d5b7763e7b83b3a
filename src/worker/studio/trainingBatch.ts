import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import { robustIntensity, type Intensity } from "../../core/image/intensity.ts";
import { createPatchSampler } from "../../core/image/patches.ts";
import { partRegions } from "../../core/image/subjects.ts";
import { voxelCount } from "../../core/image/volume.ts";
import { createRandom } from "../../core/random.ts";
import { prepareData, trainingRegions } from "../../engine/trainingData.ts";
import { seenSource } from "../../engine/wholeImages.ts";
import type { BatchRecipe, PlanePixels } from "../studioApi.ts";

/** Beyond this the grey values of a stack, as numbers, would take as much memory as a training. */
const MOST_VOXELS = 2 ** 28;

/**
 * The patches of one training step, as they are drawn from the training part, turned and changed; of a volume the middle section. Grey
 * values are those of the image, not the normalised ones. Throws StudioError "BadInput" for a stack that it would cost too much to
 * prepare.
 */
export function trainingBatch(dataset: Dataset, recipe: BatchRecipe, draw: number): readonly PlanePixels[] {
  const { volume } = dataset;
  if (voxelCount(volume.shape) > MOST_VOXELS)
    throw new StudioError("BadInput", "The stack is too large to draw a batch from it before the search.");
  const stack = { shape: volume.shape, subjects: dataset.subjects };
  const intensity = robustIntensity(volume, partRegions(stack, dataset.split, "train"));
  const data = prepareData(dataset, intensity);
  const source = seenSource({ ...data, regions: trainingRegions(data, recipe) }, recipe);
  const { image, labels } = createPatchSampler(source, recipe).draw(createRandom("a batch", draw));
  const [depth, height, width] = recipe.patch;
  return Array.from({ length: recipe.batch }, (_, index) => {
    const from = (index * depth + Math.floor(depth / 2)) * height * width;
    const to = from + height * width;
    return { width, height, image: asGrey(image.slice(from, to), intensity), labels: labels.slice(from, to) };
  });
}

/** Back from mean 0 and deviation 1. */
const asGrey = (values: Float32Array<ArrayBuffer>, { mean, deviation }: Intensity): Float32Array<ArrayBuffer> =>
  values.map((value) => value * (deviation > 0 ? deviation : 1) + mean);
