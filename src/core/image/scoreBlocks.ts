import type { ComparedPart, ComparedRegion } from "./comparePart.ts";
import { emptyConfusion } from "./confusion.ts";
import { UNLABELLED } from "./labelMap.ts";
import type { Shape3 } from "./volume.ts";

/** Counts of a part piece by piece: one row-major [truth, prediction] matrix a block. They add up to those of the part. */
export type BlockCounts = readonly (readonly number[])[];

/** Into how many blocks a part is divided, where it is large enough: enough to resample, few enough to be large. */
const BLOCKS = 32;
/** A block is at least so many voxels long, high and wide, unless its box is not: those nearer to each other are predicted alike. */
const SHORTEST = 16;

/**
 * Divides a part that was predicted into blocks to resample. Neighbouring voxels, and the same place in neighbouring slices, are right
 * or wrong together, so a block takes all slices of its box and as much of them as can be had; boxes that are subjects are blocks by
 * themselves where there are many. What is divided depends on the boxes alone, so that blocks of two networks are the same places;
 * those without a label are left out.
 */
export function blockCounts({ regions, confusion: { classes } }: ComparedPart): BlockCounts {
  const pieces = Math.max(1, Math.ceil(BLOCKS / regions.length));
  return regions.flatMap((region) => countsOf(region, classes, gridOf(region.shape, pieces)));
}

/** How often each axis is cut: always the longest piece in two, rows and columns before slices. */
function gridOf([depth, height, width]: Shape3, pieces: number): Shape3 {
  const grid: [number, number, number] = [1, 1, 1];
  const lengths = () => [depth / grid[0], height / grid[1], width / grid[2]] as const;
  while (grid[0] * grid[1] * grid[2] < pieces) {
    const [slices, rows, columns] = lengths();
    const axis =
      Math.max(rows, columns) >= 2 * SHORTEST ? (rows >= columns ? 1 : 2) : slices >= 2 * SHORTEST ? 0 : null;
    if (axis === null) break;
    grid[axis] *= 2;
  }
  return grid;
}

function countsOf({ shape, truth, prediction }: ComparedRegion, classes: number, grid: Shape3): BlockCounts {
  const [depth, height, width] = shape;
  const blocks = Array.from({ length: grid[0] * grid[1] * grid[2] }, () => emptyConfusion(classes).counts);
  const place = (at: number, length: number, cuts: number) => Math.floor((at * cuts) / length);
  for (let z = 0, at = 0; z < depth; z++)
    for (let y = 0; y < height; y++) {
      const row = (place(z, depth, grid[0]) * grid[1] + place(y, height, grid[1])) * grid[2];
      for (let x = 0; x < width; x++, at++) {
        const actual = truth[at]!;
        if (actual !== UNLABELLED) blocks[row + place(x, width, grid[2])]![actual * classes + prediction[at]!]!++;
      }
    }
  return blocks.filter((counts) => counts.some((count) => count > 0)).map((counts) => [...counts]);
}
