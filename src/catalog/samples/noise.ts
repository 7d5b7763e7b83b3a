import type { Random } from "../../core/random.ts";

/** A smooth random field over [z, y, x], roughly within -1 … 1. */
export type Field = (z: number, y: number, x: number) => number;

const SIDE = 32;

const smooth = (t: number): number => t * t * (3 - 2 * t);

/** Value noise: random numbers on a lattice of the given spacings, smoothly interpolated; repeats after 32 cells. */
export function valueNoise(random: Random, spacing: readonly [z: number, y: number, x: number]): Field {
  const lattice = Float32Array.from({ length: SIDE ** 3 }, () => random.between(-1, 1));
  const at = (z: number, y: number, x: number) => lattice[((z & (SIDE - 1)) * SIDE + (y & (SIDE - 1))) * SIDE + (x & (SIDE - 1))]!;
  return (z, y, x) => {
    const [cz, cy, cx] = [z / spacing[0], y / spacing[1], x / spacing[2]];
    const [iz, iy, ix] = [Math.floor(cz), Math.floor(cy), Math.floor(cx)];
    const [fz, fy, fx] = [smooth(cz - iz), smooth(cy - iy), smooth(cx - ix)];
    const row = (dz: number, dy: number) => {
      const left = at(iz + dz, iy + dy, ix);
      return left + (at(iz + dz, iy + dy, ix + 1) - left) * fx;
    };
    const face = (dz: number) => {
      const top = row(dz, 0);
      return top + (row(dz, 1) - top) * fy;
    };
    const front = face(0);
    return front + (face(1) - front) * fz;
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
