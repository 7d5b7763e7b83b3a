import type { Shape3, Volume } from "../volume.ts";
import { classField } from "./classField.ts";
import { isosurface, type TriangleMesh } from "./isosurface.ts";
import { drawnReduction, type Reduction } from "./reduction.ts";
import { smoothed } from "./smoothed.ts";

/** The surface of one class: corners in nanometres (in voxels where their size is unknown), the stack's first corner at 0, 0, 0. */
export interface Surface extends TriangleMesh {
  /** Of length 1, outwards, at each corner. */
  readonly normals: Float32Array<ArrayBuffer>;
}

/** Classes of a whole stack, with how far it is reduced before it is drawn. */
export interface DrawnLabels {
  readonly shape: Shape3;
  readonly labels: Uint8Array;
  readonly voxelSizeNm: Volume["voxelSizeNm"];
  readonly reduction: Reduction;
}

export const drawnLabels = (stack: Omit<DrawnLabels, "reduction">): DrawnLabels => ({
  ...stack,
  reduction: drawnReduction(stack.shape, stack.voxelSizeNm),
});

/** The closed surface around the voxels of a class: marching cubes where it fills half a drawn voxel, smoothed by less than that. Empty where there are none. */
export function classSurface({ shape, labels, voxelSizeNm, reduction }: DrawnLabels, classIndex: number): Surface {
  const { positions, triangles } = smoothed(isosurface(classField(labels, shape, classIndex, reduction), 0.5));
  const [stepZ, stepY, stepX] = reduction.map((factor, axis) => factor * (voxelSizeNm?.[axis] ?? 1)) as [
    number,
    number,
    number,
  ];
  const steps = [stepX, stepY, stepZ];
  // The field begins with an empty voxel, and values lie in the middle of voxels.
  const placed = positions.map((place, index) => (place - 0.5) * steps[index % 3]!);
  return { positions: placed, triangles, normals: normalsOf(placed, triangles) };
}

/** Means of the normals of the triangles around each corner, large ones counting more. */
function normalsOf(positions: Float32Array, triangles: Uint32Array): Float32Array<ArrayBuffer> {
  const normals = new Float32Array(positions.length);
  for (let at = 0; at < triangles.length; at += 3) {
    const [a, b, c] = [3 * triangles[at]!, 3 * triangles[at + 1]!, 3 * triangles[at + 2]!] as const;
    for (let axis = 0; axis < 3; axis++) {
      const [next, last] = [(axis + 1) % 3, (axis + 2) % 3];
      const across =
        (positions[b + next]! - positions[a + next]!) * (positions[c + last]! - positions[a + last]!) -
        (positions[b + last]! - positions[a + last]!) * (positions[c + next]! - positions[a + next]!);
      for (const corner of [a, b, c]) normals[corner + axis]! += across;
    }
  }
  for (let at = 0; at < normals.length; at += 3) {
    const length = Math.hypot(normals[at]!, normals[at + 1]!, normals[at + 2]!) || 1;
    for (let axis = 0; axis < 3; axis++) normals[at + axis]! /= length;
  }
  return normals;
}
