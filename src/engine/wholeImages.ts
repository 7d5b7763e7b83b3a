import type { Region } from "../core/image/dataset.ts";
import { regionShape } from "../core/image/dataset.ts";
import type { PatchSource } from "../core/image/patches.ts";
import { resampledSlice } from "../core/image/resampleBox.ts";
import {
  fitOf,
  fittedImage,
  fittedSource,
  imagesIn,
  imagesOf,
  withoutPadding,
  type ImageStack,
} from "../core/image/wholeImage.ts";
import type { Shape3 } from "../core/image/volume.ts";
import type { Recipe } from "../core/space/recipe.ts";
import type { KeptImages } from "./keptImages.ts";
import type { Model } from "./model.ts";

/** A network that may have been trained on whole images, each resampled to this size; on patches where there is none. */
export type SeeingModel = Model & {
  readonly wholeImage?: Shape3;
  /** Images that were predicted with these weights before. */
  readonly keptImages?: Pick<KeptImages, "once">;
};

/** The size that a recipe resamples whole images to; none for one of patches. */
export const wholeImageOf = ({ input, patch }: Pick<Recipe, "input" | "patch">): Shape3 | undefined =>
  input === "wholeImage" ? patch : undefined;

export const seeing = (model: Model, wholeImage: Shape3 | undefined): SeeingModel =>
  wholeImage ? { ...model, wholeImage } : model;

/** A source as a recipe has networks see it: as it is, or every image resampled to one size. */
export function seenSource(
  source: PatchSource & Pick<ImageStack, "voxelSizeNm">,
  recipe: Pick<Recipe, "input" | "patch">,
): PatchSource {
  const size = wholeImageOf(recipe);
  return size ? fittedSource(source, size) : source;
}

/** What a file of weights says of the images they were trained on, and back again. */
export const aboutSeeing = (recipe: Pick<Recipe, "input" | "patch">): Readonly<Record<string, string>> => {
  const size = wholeImageOf(recipe);
  return size ? { wholeImage: size.join("x") } : {};
};

export const seenSize = ({ wholeImage }: Readonly<Record<string, string>>): Shape3 | undefined =>
  wholeImage === undefined ? undefined : (wholeImage.split("x").map(Number) as unknown as Shape3);

interface SeenStack extends ImageStack {
  readonly image: Float32Array;
  readonly classes: number;
}

interface FittedImage {
  readonly shape: Shape3;
  readonly image: Float32Array;
  readonly classes: number;
}

/** Class probabilities, [voxel][class], of an image, given its box and how to put it on the grid of fixed size. */
type PredictImage = (image: Region, fitted: () => FittedImage) => Promise<Float32Array>;

/**
 * Predicts a box from the whole images that it cuts: each is resampled to the fixed size, and its class probabilities linearly back
 * to its own grid. `visit` gets a row of probabilities at a time, [voxel][class], with the place of its first voxel in the box.
 */
export async function predictWholeImages(
  stack: SeenStack,
  region: Region,
  size: Shape3,
  predict: PredictImage,
  visit: (row: Float32Array, at: number) => void,
): Promise<void> {
  for (const image of imagesIn(imagesOf(stack), size)) {
    const shared = common(image, region);
    if (!shared) continue;
    const { classes } = stack;
    const fitted = () => ({ shape: size, image: fittedImage(stack, image, size), classes });
    const scores = await predict(image, fitted);
    const shape = regionShape(image);
    const fit = fitOf(shape, size, stack.voxelSizeNm);
    const grid = { values: withoutPadding(scores, fit, size, classes), shape: fit.extents };
    for (let z = shared.z.from; z < shared.z.to; z++) {
      const slice = resampledSlice(grid, shape, z - image.z.from, classes);
      for (let y = shared.y.from; y < shared.y.to; y++) {
        const from = ((y - image.y.from) * shape[2] + shared.x.from - image.x.from) * classes;
        const row = slice.subarray(from, from + (shared.x.to - shared.x.from) * classes);
        visit(row, placeIn(region, z, y, shared.x.from));
      }
    }
  }
}

function placeIn({ z, y, x }: Region, slice: number, row: number, column: number): number {
  return ((slice - z.from) * (y.to - y.from) + row - y.from) * (x.to - x.from) + column - x.from;
}

/** The box that two boxes share. */
function common(a: Region, b: Region): Region | null {
  const along = (axis: "z" | "y" | "x") => ({
    from: Math.max(a[axis].from, b[axis].from),
    to: Math.min(a[axis].to, b[axis].to),
  });
  const shared = { z: along("z"), y: along("y"), x: along("x") };
  return Object.values(shared).every(({ from, to }) => from < to) ? shared : null;
}
