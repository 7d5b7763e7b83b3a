import { sumOf } from "./statistics.ts";

/** How many voxels two partitions share, part by part, and how large each part is. */
export interface PartitionCounts {
  /** Of each pair of parts; pairs that share none may be left out. */
  readonly shared: Iterable<number>;
  readonly first: Iterable<number>;
  readonly second: Iterable<number>;
}

/** Pairs that can be made of so many voxels. */
const pairs = (count: number): number => (count * (count - 1)) / 2;

const pairsIn = (counts: Iterable<number>): number => sumOf([...counts].map(pairs));

/**
 * Adjusted Rand index (Hubert and Arabie 1985): 0 for chance, 1 for the same partition. Null of fewer than two voxels; 1 where both put
 * all voxels into one part.
 */
export function adjustedRandIndex({ shared, first, second }: PartitionCounts): number | null {
  const sizes = [...first];
  const all = pairs(sumOf(sizes));
  if (all === 0) return null;
  const [together, inFirst, inSecond] = [pairsIn(shared), pairsIn(sizes), pairsIn(second)];
  const chance = (inFirst * inSecond) / all;
  const most = (inFirst + inSecond) / 2;
  return most === chance ? 1 : (together - chance) / (most - chance);
}
