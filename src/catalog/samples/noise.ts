import type { Random } from "../../core/random.ts";

/** A smooth random field over [z, y, x], roughly within -1 … 1. */
export type Field = (z: number, y: number, x: number) => number;

const SIDE = 32;

const smooth = (t: number): number => t * t * (3 - 2 * t);

const LAST = SIDE - 1;
const [PLANE, ROW] = [SIDE * SIDE, SIDE];

const between = (from: number, to: number, share: number): number => from + (to - from) * share;

/** Value noise: random numbers on a lattice of the given spacings, smoothly interpolated; repeats after 32 cells. Asked for every voxel of a stack, so it makes nothing anew. */
export function valueNoise(random: Random, spacing: readonly [z: number, y: number, x: number]): Field {
  const lattice = Float32Array.from({ length: SIDE ** 3 }, () => random.between(-1, 1));
  const [byZ, byY, byX] = spacing;
  return (z, y, x) => {
    const cz = z / byZ,
      cy = y / byY,
      cx = x / byX;
    const iz = Math.floor(cz),
      iy = Math.floor(cy),
      ix = Math.floor(cx);
    const fz = smooth(cz - iz),
      fy = smooth(cy - iy),
      fx = smooth(cx - ix);
    const front = (iz & LAST) * PLANE,
      back = ((iz + 1) & LAST) * PLANE;
    const top = (iy & LAST) * ROW,
      bottom = ((iy + 1) & LAST) * ROW;
    const left = ix & LAST,
      right = (ix + 1) & LAST;
    const along = (row: number) => between(lattice[row + left]!, lattice[row + right]!, fx);
    return between(
      between(along(front + top), along(front + bottom), fy),
      between(along(back + top), along(back + bottom), fy),
      fz,
    );
  };
}

/** Gaussian blur of one plane with a 3-tap kernel: the point spread of the microscope. */
export function blurPlane(plane: Float32Array, height: number, width: number, share: number): void {
  const pass = (count: number, length: number, stride: number, step: number) => {
    for (let line = 0; line < count; line++) {
      let previous = plane[line * stride]!;
      for (let index = 0; index < length; index++) {
        const at = line * stride + index * step;
        const here = plane[at]!;
        const next = index + 1 < length ? plane[at + step]! : here;
        plane[at] = here * (1 - 2 * share) + (previous + next) * share;
        previous = here;
      }
    }
  };
  pass(height, width, width, 1);
  pass(width, height, 1, width);
}
