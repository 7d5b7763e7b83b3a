import type { Plane } from "../core/image/plane.ts";

/** Height of a plane's pixel over its width, from the voxel size; 1 where that is not known. */
export function planeAspect(voxelSizeNm: readonly [z: number, y: number, x: number] | null, plane: Plane): number {
  if (!voxelSizeNm) return 1;
  const [z, y, x] = voxelSizeNm;
  return { xy: y / x, xz: z / x, yz: y / z }[plane];
}
