import { createSmallQueue } from "./smallQueue.ts";

/** Voxels that wait for a flood: the lowest comes first, of equal ones that which came first. */
export interface FloodQueue {
  readonly isEmpty: () => boolean;
  /** Each voxel at most once. */
  push(voxel: number): void;
  /** The next voxel; the queue must not be empty. */
  pop(): number;
}

/** Whole numbers of 8 bits have a step each; more steps than this lie too far from each other to be near at hand. */
const STEPS = 2 ** 16;

/**
 * A queue of voxels by their heights, NaN last. All heights are known, so each step of height has a place for all that may wait in it, in
 * the order in which they come; only those of the lowest step are sorted.
 */
export function createFloodQueue(heights: Float32Array | Float64Array): FloodQueue {
  const stepOf = stepsOf(heights);
  const begins = new Uint32Array(STEPS + 1);
  for (const height of heights) begins[stepOf(height) + 1]!++;
  for (let step = 0; step < STEPS; step++) begins[step + 1]! += begins[step]!;
  const ends = begins.slice();
  const voxels = new Uint32Array(heights.length);
  // Kept beside them, as what takes time is to fetch them from everywhere.
  const waited = heights instanceof Float32Array ? new Float32Array(heights.length) : new Float64Array(heights.length);
  const lowest = createSmallQueue();
  let [step, waiting] = [-1, 0];
  return {
    isEmpty: () => waiting === 0 && lowest.isEmpty(),
    push(voxel) {
      const height = heights[voxel]!;
      const own = stepOf(height);
      if (own <= step) {
        lowest.push(voxel, height);
        return;
      }
      const place = ends[own]!++;
      voxels[place] = voxel;
      waited[place] = height;
      waiting++;
    },
    pop() {
      if (lowest.isEmpty()) {
        do step++;
        while (begins[step] === ends[step]);
        const [begin, end] = [begins[step]!, ends[step]!];
        waiting -= end - begin;
        for (let at = begin; at < end; at++) lowest.push(voxels[at]!, waited[at]!);
      }
      return lowest.pop();
    },
  };
}

/** Equal steps from the least to the largest finite height, the last for what lies above. */
function stepsOf(heights: Float32Array | Float64Array): (height: number) => number {
  let [least, most] = [Infinity, -Infinity];
  for (const height of heights) {
    if (height < least && height > -Infinity) least = height;
    if (height > most && height < Infinity) most = height;
  }
  const scale = (STEPS - 2) / (most > least ? most - least : 1);
  return (height) => {
    if (height >= least && height <= most) return Math.floor((height - least) * scale);
    return height < least ? 0 : STEPS - 1;
  };
}
