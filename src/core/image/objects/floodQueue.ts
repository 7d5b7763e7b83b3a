import { createSmallQueue } from "./smallQueue.ts";

/** Voxels that wait for a flood: the lowest comes first, of equal ones that which came first. */
export interface FloodQueue {
  readonly isEmpty: () => boolean;
  /** Each voxel at most once. */
  push(voxel: number): void;
  /** The next voxel; the queue must not be empty. */
  pop(): number;
}

const BINS = 2 ** 12;

/**
 * A queue of voxels by their heights, NaN last. They wait in bins of similar height, in the order in which they came; only those of the
 * lowest bin are in a heap, which so stays small enough to be near at hand.
 */
export function createFloodQueue(heights: Float32Array | Float64Array): FloodQueue {
  const binOf = binsOf(heights);
  const bins = createBins(BINS);
  const lowest = createSmallQueue();
  let bin = 0;
  return {
    isEmpty: () => bins.isEmpty() && lowest.isEmpty(),
    push(voxel) {
      const height = heights[voxel]!;
      const own = binOf(height);
      if (own <= bin) lowest.push(voxel, height);
      else bins.add(own, voxel, height);
    },
    pop() {
      if (lowest.isEmpty()) {
        while (bins.isBare(bin)) bin++;
        bins.empty(bin, lowest.push);
      }
      return lowest.pop();
    },
  };
}

/** Entries of a bin that lie together. */
const CHUNK = 32;

/** Voxels with their heights in bins, each a chain of chunks of one store: to fetch them from everywhere is what would take the time. */
function createBins(count: number) {
  let capacity = count;
  let voxels = new Uint32Array(capacity * CHUNK);
  let heights = new Float64Array(capacity * CHUNK);
  let after = new Uint32Array(capacity);
  const free: number[] = [];
  /** Chunk 0 is none. */
  let [used, waiting] = [1, 0];
  const firsts = new Uint32Array(count);
  const ends = new Uint32Array(count);

  function grow(): void {
    capacity *= 2;
    const [oldVoxels, oldHeights, oldAfter] = [voxels, heights, after];
    voxels = new Uint32Array(capacity * CHUNK);
    heights = new Float64Array(capacity * CHUNK);
    after = new Uint32Array(capacity);
    voxels.set(oldVoxels);
    heights.set(oldHeights);
    after.set(oldAfter);
  }
  function newChunk(bin: number): number {
    if (free.length === 0 && used === capacity) grow();
    const chunk = free.pop() ?? used++;
    if (firsts[bin] === 0) firsts[bin] = chunk;
    else after[ends[bin]! / CHUNK - 1] = chunk;
    return chunk * CHUNK;
  }

  return {
    isEmpty: () => waiting === 0,
    isBare: (bin: number) => firsts[bin] === 0,
    add(bin: number, voxel: number, height: number): void {
      let end = ends[bin]!;
      if (end % CHUNK === 0) end = newChunk(bin);
      voxels[end] = voxel;
      heights[end] = height;
      ends[bin] = end + 1;
      waiting++;
    },
    /** Gives all that are in a bin, in the order in which they came. */
    empty(bin: number, give: (voxel: number, height: number) => void): void {
      const last = Math.floor((ends[bin]! - 1) / CHUNK);
      for (let chunk = firsts[bin]!; ; chunk = after[chunk]!) {
        const to = chunk === last ? ends[bin]! : (chunk + 1) * CHUNK;
        for (let at = chunk * CHUNK; at < to; at++) give(voxels[at]!, heights[at]!);
        waiting -= to - chunk * CHUNK;
        free.push(chunk);
        if (chunk === last) break;
      }
      firsts[bin] = 0;
      ends[bin] = 0;
    },
  };
}

/** Equal bins from the least to the largest finite height, 1 … ; 0 is below all, so that nothing is in the heap at first. */
function binsOf(heights: Float32Array | Float64Array): (height: number) => number {
  let [least, most] = [Infinity, -Infinity];
  for (const height of heights) {
    if (height < least && height > -Infinity) least = height;
    if (height > most && height < Infinity) most = height;
  }
  const range = most > least ? most - least : 1;
  return (height) => {
    if (height >= least && height <= most) return 1 + Math.floor(((height - least) / range) * (BINS - 3));
    return height < least ? 1 : BINS - 1;
  };
}
