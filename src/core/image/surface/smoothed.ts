import type { TriangleMesh } from "./isosurface.ts";

/** Passes and weights of Taubin's smoothing (1995): every step inwards is followed by a somewhat longer one outwards, so that volumes stay. */
const PASSES = 6;
const [INWARDS, OUTWARDS] = [0.5, -0.53];

/** No corner leaves the half step around the place where it was found: what is thin stays, and no class grows into another. */
const FURTHEST = 0.5;

/** A surface without the staircase of its voxels, in steps of the grid. */
export function smoothed({ positions, triangles }: TriangleMesh): TriangleMesh {
  const moved = positions.slice();
  for (let pass = 0; pass < PASSES; pass++)
    for (const weight of [INWARDS, OUTWARDS]) moveToNeighbours(moved, triangles, weight);
  for (let index = 0; index < moved.length; index++) {
    const found = positions[index]!;
    moved[index] = Math.min(found + FURTHEST, Math.max(found - FURTHEST, moved[index]!));
  }
  return { positions: moved, triangles };
}

/** Moves every corner towards the mean of its neighbours, or away from it. An edge counts once in each of its two triangles. */
function moveToNeighbours(positions: Float32Array, triangles: Uint32Array, weight: number): void {
  const sums = new Float32Array(positions.length);
  const counts = new Uint16Array(positions.length / 3);
  for (let at = 0; at < triangles.length; at += 3) {
    for (let side = 0; side < 3; side++) {
      const [one, other] = [triangles[at + side]!, triangles[at + ((side + 1) % 3)]!];
      for (let axis = 0; axis < 3; axis++) {
        sums[3 * one + axis]! += positions[3 * other + axis]!;
        sums[3 * other + axis]! += positions[3 * one + axis]!;
      }
      counts[one]!++;
      counts[other]!++;
    }
  }
  for (let index = 0; index < positions.length; index++) {
    const mean = sums[index]! / counts[Math.floor(index / 3)]!;
    positions[index]! += weight * (mean - positions[index]!);
  }
}
