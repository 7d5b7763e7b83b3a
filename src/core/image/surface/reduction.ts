import type { Shape3, Volume } from "../volume.ts";

/** Voxels along [z, y, x] that are drawn as one. */
export type Reduction = Shape3;

/** Voxels of a stack whose surfaces are found within seconds and turned smoothly. */
export const DRAWN_VOXELS = 2 ** 22;

/** Axes whose drawn voxels are at most this much longer than the shortest are reduced with it. */
const ALIKE = 1.5;

/** How far a stack is reduced before its surfaces are found: always along the axes with the finest voxels, by halves, until at most `most` are left. */
export function drawnReduction(shape: Shape3, voxelSizeNm: Volume["voxelSizeNm"], most = DRAWN_VOXELS): Reduction {
  const factors: [number, number, number] = [1, 1, 1];
  const drawn = () => reducedShape(shape, factors);
  while (drawn().reduce((product, extent) => product * extent, 1) > most) {
    const sizes = factors.map((factor, axis) => (drawn()[axis]! > 1 ? factor * (voxelSizeNm?.[axis] ?? 1) : Infinity));
    const finest = Math.min(...sizes);
    sizes.forEach((size, axis) => {
      if (size <= finest * ALIKE) factors[axis]! *= 2;
    });
  }
  return factors;
}

/** Extents of a stack that was reduced; what is left over at an end makes a voxel of its own. */
export const reducedShape = (shape: Shape3, reduction: Reduction): Shape3 =>
  shape.map((extent, axis) => Math.ceil(extent / reduction[axis]!)) as unknown as Shape3;
