import type { Region } from "./dataset.ts";
import type { Shape3 } from "./volume.ts";

export interface Diffusion {
  /** Largest weight, at the boundary. */
  readonly largest: number;
  readonly rate: number;
  /** Factor on everything but the sources after each step. */
  readonly decay: number;
  /** What is subtracted at the end, so that weights end some pixels from the boundary. */
  readonly threshold: number;
  readonly steps: number;
}

/** The public code's numbers (leapmanlab/examples, create_weight_volume.py; spec 1.5). */
export const DIFFUSION: Omit<Diffusion, "largest"> = { rate: 0.2, decay: 0.98, threshold: 0.2, steps: 50 };

/** Share of heat that a pixel takes from each neighbour across an edge, and across a corner. */
const [EDGE, CORNER] = [1 / 6, 0.5 / 6];

/**
 * Weights around the boundary between the first class, the background, and all others, on both sides of it: heat diffuses from one
 * side into the other, slice by slice, and the other way round (spec 1.5, "diffusive edge weights"). Zero outside the regions, which
 * wrap around at their borders as in the public code. Voxels nobody annotated take no part.
 */
export function edgeWeights(
  labels: Uint8Array,
  shape: Shape3,
  regions: readonly Region[],
  diffusion: Diffusion,
): Float32Array {
  const weights = new Float32Array(labels.length);
  const sides = [(label: number) => label === 0, (label: number) => label > 0 && label < 255] as const;
  for (const [source, target] of [sides, [sides[1], sides[0]] as const]) {
    const side = new Float32Array(labels.length);
    for (const { z, y, x } of slicesOf(regions)) {
      const plane = { height: y.to - y.from, width: x.to - x.from };
      const at = (index: number) =>
        (z * shape[1] + y.from + Math.floor(index / plane.width)) * shape[2] + x.from + (index % plane.width);
      const heat = diffused(
        Uint8Array.from({ length: plane.height * plane.width }, (_, index) => (source(labels[at(index)]!) ? 1 : 0)),
        plane,
        diffusion,
      );
      heat.forEach(
        (value, index) => target(labels[at(index)]!) && (side[at(index)] = Math.max(0, value - diffusion.threshold)),
      );
    }
    const most = side.reduce((result, value) => Math.max(result, value), 0);
    const scale = most > 0 ? diffusion.largest / most : 0;
    for (let index = 0; index < side.length; index++) weights[index]! += side[index]! * scale;
  }
  return weights;
}

const slicesOf = (regions: readonly Region[]) =>
  regions.flatMap(({ z, y, x }) => Array.from({ length: z.to - z.from }, (_, index) => ({ z: z.from + index, y, x })));

interface Plane {
  readonly height: number;
  readonly width: number;
}

/** Explicit steps of the heat equation on a torus; sources stay at 1. */
function diffused(sources: Uint8Array, { height, width }: Plane, { rate, decay, steps }: Diffusion): Float32Array {
  let heat = Float32Array.from(sources);
  let next = new Float32Array(heat.length);
  for (let step = 0; step < steps; step++) {
    for (let y = 0; y < height; y++) {
      const [row, above, below] = [y * width, ((y + height - 1) % height) * width, ((y + 1) % height) * width];
      for (let x = 0; x < width; x++) {
        const [left, right] = [x === 0 ? width - 1 : x - 1, x === width - 1 ? 0 : x + 1];
        const here = heat[row + x]!;
        const edges = heat[row + left]! + heat[row + right]! + heat[above + x]! + heat[below + x]!;
        const corners = heat[above + left]! + heat[above + right]! + heat[below + left]! + heat[below + right]!;
        next[row + x] = sources[row + x]
          ? 1
          : Math.max(0, decay * (here + rate * (EDGE * edges + CORNER * corners - here)));
      }
    }
    [heat, next] = [next, heat];
  }
  return heat;
}
