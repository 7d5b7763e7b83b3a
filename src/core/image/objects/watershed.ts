import { voxelCount, type Shape3 } from "../volume.ts";
import { components } from "./components.ts";
import { createFloodQueue } from "./floodQueue.ts";
import { counted, type Objects } from "./objects.ts";
import { pad, paddedGrid, unpadded } from "./padded.ts";

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
  // In one array, as what takes time is to fetch it: the object of a voxel, or minus the label of one that has none yet.
  const states = new Int32Array(grid.length);
  const labelOf: number[] = [0];
  grid.rows.forEach((start, row) => {
    for (let x = 0, from = row * grid.width; x < grid.width; x++) {
      const id = seeds[from + x]!;
      if (id > 0) labelOf[id] = labels[from + x]!;
      states[start + x] = id > 0 ? id : -labels[from + x]!;
    }
  });
  const queue = createFloodQueue(heights);
  for (let at = 0; at < states.length; at++) {
    if (states[at]! <= 0) continue;
    const free = -labelOf[states[at]!]!;
    let isRim = false;
    for (const step of grid.steps) isRim ||= states[at + step] === free;
    // Others would find nothing.
    if (isRim) queue.push(at);
  }
  while (!queue.isEmpty()) {
    const at = queue.pop();
    const id = states[at]!;
    const free = -labelOf[id]!;
    for (const step of grid.steps) {
      if (states[at + step] !== free) continue;
      states[at + step] = id;
      queue.push(at + step);
    }
  }
  return unpadded(grid, states, shape).map((state) => Math.max(0, state | 0));
}

/** Whether 32-bit numbers hold the values, which halves what has to be fetched. */
const isSingle = (values: ArrayLike<number>): boolean =>
  [Float32Array, Uint8Array, Int8Array, Uint16Array, Int16Array].some((type) => values instanceof type);
