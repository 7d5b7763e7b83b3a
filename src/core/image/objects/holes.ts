import type { Shape3 } from "../volume.ts";
import { components } from "./components.ts";
import { pad, paddedGrid } from "./padded.ts";

/**
 * Labels whose holes are filled: voxels of 0 that are connected by faces, touch no rim of the stack (in a plane, of the plane) and have
 * one label all around become that label. What lies between two labels stays open.
 */
export function withoutHoles(labels: Uint32Array<ArrayBuffer>, shape: Shape3): Uint32Array<ArrayBuffer> {
  const empty = labels.map((label) => (label === 0 ? 1 : 0));
  const { ids, sizes } = components(empty, shape, { neighbours: "faces" });
  const grid = paddedGrid(shape);
  // What lies around the stack is none of its labels.
  const padded = pad(grid, labels, new Float64Array(grid.length).fill(OPEN));
  const around = new Float64Array(sizes.length + 1);
  grid.rows.forEach((start, row) => {
    for (let x = 0; x < grid.width; x++) {
      const hole = ids[row * grid.width + x]!;
      if (hole === 0 || around[hole] === OPEN) continue;
      for (const step of grid.steps) {
        const label = padded[start + x + step]!;
        if (label !== 0) around[hole] = around[hole] === 0 || around[hole] === label ? label : OPEN;
      }
    }
  });
  return labels.map((label, at) => (label === 0 ? Math.max(0, around[ids[at]!]!) : label));
}

const OPEN = -1;
