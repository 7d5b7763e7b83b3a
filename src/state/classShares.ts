import { UNLABELLED, type LabelMapping } from "../core/image/labelMap.ts";

/** Above this share of the pixels a class is filled faintly, so that the picture stays visible. */
export const LARGE_CLASS = 0.25;
/** Below this share networks often ignore a class. */
export const RARE_CLASS = 0.005;

/** Share of all voxels in each class. */
export function classShares({ values, classes }: LabelMapping): readonly number[] {
  const total = values.reduce((sum, { voxels }) => sum + voxels, 0);
  return classes.map((_, index) => voxelsOf(values, index) / Math.max(1, total));
}

export const unlabelledShare = ({ values }: LabelMapping): number =>
  voxelsOf(values, UNLABELLED) /
  Math.max(
    1,
    values.reduce((sum, { voxels }) => sum + voxels, 0),
  );

const voxelsOf = (values: LabelMapping["values"], classIndex: number): number =>
  values.reduce((sum, entry) => sum + (entry.classIndex === classIndex ? entry.voxels : 0), 0);
