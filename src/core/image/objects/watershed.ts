import { voxelCount, type Shape3 } from "../volume.ts";
import { components } from "./components.ts";
import { createFloodQueue } from "./floodQueue.ts";
import { counted, type Objects } from "./objects.ts";
import { pad, paddedGrid, unpadded, type PaddedGrid } from "./padded.ts";

interface Boundary {
  /** How much of a boundary each voxel is: a probability, or a grey value. NaN is flooded last. */
  readonly values: ArrayLike<number>;
  /** Seeds lie where it is below this. */
  readonly threshold: number;
}

/**
 * Objects that a boundary parts (spec 2.8). Seeds are the connected voxels (by faces) of one label whose boundary is below the
 * threshold; from there voxels of the same label are flooded in the order of their boundary value, of equal ones in the order in which
 * they were found: first from the slice before, then from above, left, right, below and the slice behind (row-major order). A voxel
 * belongs to the object that found it, so no dividing lines are left; what no seed reaches is no object.
 */
export function watershed(labels: ArrayLike<number>, shape: Shape3, { values, threshold }: Boundary): Objects {
  const seeds = new Uint32Array(voxelCount(shape));
  for (let at = 0; at < seeds.length; at++) if (values[at]! < threshold) seeds[at] = labels[at]!;
  const { ids, sizes } = components(seeds, shape, { neighbours: "faces" });
  return counted(flooded(ids, labels, shape, values), sizes.length);
}

/** Objects extended over the voxels around them that have their label. */
function flooded(
  seeds: Uint32Array,
  labels: ArrayLike<number>,
  shape: Shape3,
  values: ArrayLike<number>,
): Uint32Array<ArrayBuffer> {
  const grid = paddedGrid(shape);
  const heights = pad(grid, values, new (isSingle(values) ? Float32Array : Float64Array)(grid.length));
  const ids = pad(grid, seeds, new Uint32Array(grid.length));
  const { dry, kindOf } = dryVoxels(grid, labels, seeds);
  const queue = createFloodQueue(heights);
  const steps = Int32Array.from(grid.steps);
  for (let at = 0; at < ids.length; at++) {
    if (ids[at] === 0) continue;
    const kind = kindOf[ids[at]!]!;
    let isRim = false;
    for (const step of grid.steps) isRim ||= dry[at + step] === kind;
    // Others would find nothing.
    if (isRim) queue.push(at);
  }
  while (!queue.isEmpty()) {
    const at = queue.pop();
    const id = ids[at]!;
    const kind = kindOf[id]!;
    for (const step of steps) {
      const next = at + step;
      if (dry[next] !== kind) continue;
      dry[next] = 0;
      ids[next] = id;
      queue.push(next);
    }
  }
  return unpadded(grid, ids, shape);
}

/** Labels are told apart by a byte where they fit into one: what takes time is to fetch what lies around a voxel. */
const MOST_KINDS = 255;

/** The kind of label of every voxel that no object has yet, from 1; 0 where there is nothing to flood. `kindOf` has that of each object. */
function dryVoxels(grid: PaddedGrid, labels: ArrayLike<number>, seeds: Uint32Array) {
  const kinds = new Map<number, number>([[0, 0]]);
  for (let at = 0, last = 0; at < labels.length; at++) {
    const label = labels[at]!;
    if (label !== last && !kinds.has((last = label))) kinds.set(label, kinds.size);
  }
  const dry = new (kinds.size > MOST_KINDS ? Uint32Array : Uint8Array)(grid.length);
  const kindOf: number[] = [0];
  grid.rows.forEach((start, row) => {
    let [label, kind] = [0, 0];
    for (let x = 0, at = row * grid.width; x < grid.width; x++, at++) {
      if (labels[at] !== label) kind = kinds.get((label = labels[at]!))!;
      if (seeds[at] === 0) dry[start + x] = kind;
      else kindOf[seeds[at]!] = kind;
    }
  });
  return { dry, kindOf: Uint32Array.from(kindOf) };
}

/** Whether 32-bit numbers hold the values, which halves what has to be fetched. */
const isSingle = (values: ArrayLike<number>): boolean =>
  [Float32Array, Uint8Array, Int8Array, Uint16Array, Int16Array].some((type) => values instanceof type);
