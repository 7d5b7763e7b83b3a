import { UNLABELLED } from "../../core/image/labelMap.ts";

/** No segment: unlabelled, or background. */
export const NO_SEGMENT = -1;

/**
 * Segments of one slice, numbered from 0: voxels of one class that touch by their edges (4-connected). The background (class 0) and
 * unlabelled voxels belong to none.
 */
export function segmentsOf(slice: Uint8Array, width: number): Int32Array {
  const segments = new Int32Array(slice.length).fill(NO_SEGMENT);
  const waiting: number[] = [];
  let count = 0;
  const join = (voxel: number, label: number, segment: number): void => {
    if (slice[voxel] !== label || segments[voxel] !== NO_SEGMENT) return;
    segments[voxel] = segment;
    waiting.push(voxel);
  };
  for (let start = 0; start < slice.length; start++) {
    const label = slice[start]!;
    if (label === 0 || label === UNLABELLED || segments[start] !== NO_SEGMENT) continue;
    join(start, label, count);
    for (let voxel = waiting.pop(); voxel !== undefined; voxel = waiting.pop()) {
      if (voxel % width > 0) join(voxel - 1, label, count);
      if (voxel % width < width - 1) join(voxel + 1, label, count);
      if (voxel >= width) join(voxel - width, label, count);
      if (voxel + width < slice.length) join(voxel + width, label, count);
    }
    count++;
  }
  return segments;
}
