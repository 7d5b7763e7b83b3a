import { voxelCount } from "../image/volume.ts";
import type { Recipe } from "./recipe.ts";

/**
 * What a penalty on the mean loss is multiplied by to be one on the loss summed over the voxels of a batch, as the public code of
 * Guay 2019 has it (spec 1.5, as amended): the sum of the voxels' weights, taken to be 1 each.
 */
export const summedFactor = ({ patch, batch }: Pick<Recipe, "patch" | "batch">): number => batch * voxelCount(patch);

/** log10 of a penalty on the mean loss, as one on the summed loss. */
export const summedLog = (log: number, recipe: Pick<Recipe, "patch" | "batch">): number =>
  log + Math.log10(summedFactor(recipe));
