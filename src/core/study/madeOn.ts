import { regionIntensities } from "../image/intensity.ts";
import { joinedStack, partRegions, type Joined } from "../image/subjects.ts";
import type { StudyTask } from "./spec.ts";

/** How far sums of the same voxels may lie apart, in deviations of the grey values. */
const ROUNDING = 1e-6;

/**
 * Whether a study was made on this image: it is as large, and the grey values of the training part are those that the study wrote down.
 * Labels, classes and split may be others since.
 */
export function isMadeOn({ shape, split, intensity }: StudyTask, image: Joined): boolean {
  if (image.volume.shape.join() !== shape.join()) return false;
  const { mean, deviation } = regionIntensities(
    image.volume,
    partRegions(joinedStack(image), split, "train"),
    intensity,
  );
  const near = (one: number, other: number) => Math.abs(one - other) <= ROUNDING * Math.max(1e-9, intensity.deviation);
  return near(mean, intensity.mean) && near(deviation, intensity.deviation);
}
