import { lengthOf, type SetRegion } from "./dataset.ts";

/**
 * The first share of every region, 0 … 1: whole slices of it, or rows where it is a single slice; at least one of either. What a
 * training on less data may read.
 */
export const regionShare = (regions: readonly SetRegion[], share: number): readonly SetRegion[] =>
  share >= 1
    ? regions
    : regions.map((region) => {
        const axis = lengthOf(region.z) > 1 ? "z" : "y";
        const { from } = region[axis];
        return { ...region, [axis]: { from, to: from + Math.max(1, Math.round(share * lengthOf(region[axis]))) } };
      });
