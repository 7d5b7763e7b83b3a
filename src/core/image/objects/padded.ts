import { voxelCount, type Shape3 } from "../volume.ts";

/**
 * A grid with an empty voxel between all rows and rows between all planes, so that who looks at the neighbours of a voxel needs not ask
 * whether there are any.
 */
export interface PaddedGrid {
  /** Voxels with the padding. */
  readonly length: number;
  /** Where rows of the stack begin, in their order. */
  readonly rows: Uint32Array;
  readonly width: number;
  /** Neighbours by faces in row-major order: the slice before, above, left, right, below, the slice behind. */
  readonly steps: readonly number[];
}

export function paddedGrid([depth, height, width]: Shape3): PaddedGrid {
  const plane = (height + 1) * (width + 1);
  const rows = new Uint32Array(depth * height);
  for (let z = 0, row = 0; z < depth; z++)
    for (let y = 0; y < height; y++) rows[row++] = (z + 1) * plane + y * (width + 1);
  return {
    length: (depth + 2) * plane,
    rows,
    width,
    steps: depth > 1 ? [-plane, -width - 1, -1, 1, width + 1, plane] : [-width - 1, -1, 1, width + 1],
  };
}

/** Copies a stack into `target`, which has the length of the padded grid; what lies between stays as it is there. */
export function pad<Target extends Uint32Array | Float32Array | Float64Array>(
  { rows, width }: PaddedGrid,
  stack: ArrayLike<number>,
  target: Target,
): Target {
  rows.forEach((start, row) => {
    for (let x = 0, from = row * width; x < width; x++) target[start + x] = stack[from + x]!;
  });
  return target;
}

/** The stack without its padding. */
export function unpadded(
  { rows, width }: PaddedGrid,
  padded: Uint32Array | Int32Array,
  shape: Shape3,
): Uint32Array<ArrayBuffer> {
  const stack = new Uint32Array(voxelCount(shape));
  rows.forEach((start, row) => stack.set(padded.subarray(start, start + width), row * width));
  return stack;
}
