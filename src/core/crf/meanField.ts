import { voxelCount, type Shape3 } from "../image/volume.ts";
import { FIELD_EPSILON } from "../network/semantics.ts";

/** Numbers of a conditional random field over voxels, by which neighbours that look alike take the same class (spec 2.3). */
export interface CrfNumbers {
  /** Half widths [z, y, x] of the window that messages come from. */
  readonly window: Shape3;
  /** How far the bilateral message reaches, in units of the finest voxel side. */
  readonly alpha: number;
  /** Difference of grey values at which it fades, in those of the image that is given. */
  readonly beta: number;
  /** How far the spatial message reaches, in units of the finest voxel side. */
  readonly gamma: number;
  readonly steps: number;
  /** What the spatial and the bilateral message count, class by class. */
  readonly spatial: readonly number[];
  readonly bilateral: readonly number[];
  /** What a message for class `l` does to class `k`, row-major [k, l]; -1 on the diagonal and 0 elsewhere is Potts. */
  readonly compatibility: readonly number[];
}

/** Class scores of a stack, and the grey values that say which voxels look alike. */
export interface CrfInput {
  /** Logits, row-major [z, y, x, class]. */
  readonly logits: Float32Array;
  /** Grey values, row-major [z, y, x]. */
  readonly image: Float32Array;
  readonly shape: Shape3;
  readonly classes: number;
  /** Voxel sides [z, y, x] in any one unit. */
  readonly voxel: readonly [z: number, y: number, x: number];
}

/**
 * Mean-field inference in the truncated-window form (Zheng et al. 2015; ConvCRF's window; spec 2.3): q = U, and as many times as there
 * are steps, q = U - mu M, where M is the mean of the class probabilities around each voxel, itself left out, once by distance and
 * once by distance and likeness of grey values. Gives probabilities, row-major [z, y, x, class]. `beforeStep` is waited for, so that
 * whoever shows progress can, and may throw to end it.
 */
export async function meanField(
  { logits, image, shape, classes, voxel }: CrfInput,
  numbers: CrfNumbers,
  beforeStep: (step: number) => void | Promise<void> = () => undefined,
): Promise<Float32Array<ArrayBuffer>> {
  const field = fieldOf({ image, shape, voxel }, numbers);
  const scores = Float32Array.from(logits);
  const probabilities = softmax(scores, classes);
  const ones = new Float32Array(voxelCount(shape)).fill(1);
  const norms = { spatial: spatialSums(ones, 1, field), bilateral: bilateralSums(ones, 1, field) };
  for (let step = 0; step < numbers.steps; step++) {
    await beforeStep(step);
    const spatial = spatialSums(probabilities, classes, field);
    const bilateral = bilateralSums(probabilities, classes, field);
    mix({ logits, scores, spatial, bilateral, norms, classes }, numbers);
    softmax(scores, classes, probabilities);
  }
  return probabilities;
}

/** What messages are weighted by. */
interface Field {
  readonly image: Float32Array;
  readonly shape: Shape3;
  /** Spatial weights of the steps 0, 1, ... along each axis. */
  readonly kernels: readonly (readonly number[])[];
  /** Half of the window, so that each pair of voxels is met once. */
  readonly offsets: readonly Offset[];
  /** Of squared differences of grey values. */
  readonly falloff: number;
}

interface Offset {
  readonly offset: Shape3;
  /** Bilateral weight of voxels that look the same. */
  readonly weight: number;
}

function fieldOf(
  { image, shape, voxel }: Pick<CrfInput, "image" | "shape" | "voxel">,
  { window, alpha, beta, gamma }: CrfNumbers,
): Field {
  const finest = Math.min(...voxel);
  const sides = voxel.map((side) => side / finest);
  const [zs, ys, xs] = window.map((half) => Array.from({ length: 2 * half + 1 }, (_, index) => index - half)) as [
    number[],
    number[],
    number[],
  ];
  const all = zs.flatMap((z) => ys.flatMap((y) => xs.map((x): Shape3 => [z, y, x])));
  return {
    image,
    shape,
    kernels: window.map((half, axis) =>
      Array.from({ length: half + 1 }, (_, step) => Math.exp(-((step * sides[axis]!) ** 2) / (2 * gamma ** 2))),
    ),
    offsets: all.slice((all.length + 1) / 2).map((offset) => {
      const square = offset.reduce((sum, step, axis) => sum + (step * sides[axis]!) ** 2, 0);
      return { offset, weight: Math.exp(-square / (2 * alpha ** 2)) };
    }),
    falloff: 1 / (2 * beta ** 2),
  };
}

/** The voxels around each one, weighted by distance alone: a product of three axes, without the voxel itself. */
function spatialSums(values: Float32Array, channels: number, { shape, kernels }: Field): Float32Array {
  const [, height, width] = shape;
  const strides = [height * width * channels, width * channels, channels];
  let sums: Float32Array = values;
  for (const axis of [2, 1, 0]) sums = along(sums, kernels[axis]!, { stride: strides[axis]!, extent: shape[axis]! });
  const around = sums === values ? sums.slice() : sums;
  for (let at = 0; at < around.length; at++) around[at]! -= values[at]!;
  return around;
}

interface Axis {
  /** From one place to the next along it, and how many there are. */
  readonly stride: number;
  readonly extent: number;
}

/** Sums along one axis, the voxel itself with weight 1; beyond the ends there is nothing. */
function along(values: Float32Array, kernel: readonly number[], { stride, extent }: Axis): Float32Array {
  if (kernel.length === 1) return values;
  const result = values.slice();
  const line = stride * extent;
  for (let step = 1; step < Math.min(kernel.length, extent); step++) {
    const [weight, apart] = [kernel[step]!, step * stride];
    for (let start = 0; start < values.length; start += line)
      for (let at = start; at < start + line - apart; at++) {
        result[at]! += weight * values[at + apart]!;
        result[at + apart]! += weight * values[at]!;
      }
  }
  return result;
}

/** exp(-t) at the places of a table, between which it is linear (to 1e-7); from 20 on it is nothing. */
const PER_UNIT = 1024;
const LAST = 20 * PER_UNIT;
const DECAY = Float64Array.from({ length: LAST + 1 }, (_, place) => Math.exp(-place / PER_UNIT));

/** The voxels around each one, weighted by distance and likeness of grey values, without the voxel itself. */
function bilateralSums(
  values: Float32Array,
  channels: number,
  { image, shape, offsets, falloff }: Field,
): Float32Array {
  const sums = new Float32Array(values.length);
  const [, height, width] = shape;
  const scale = falloff * PER_UNIT;
  for (const { offset, weight } of offsets) {
    const [z, y, x] = shape.map((extent, axis) => ({
      from: Math.max(0, -offset[axis]!),
      to: Math.min(extent, extent - offset[axis]!),
    })) as [Span, Span, Span];
    const apart = (offset[0] * height + offset[1]) * width + offset[2];
    for (let slice = z.from; slice < z.to; slice++)
      for (let row = y.from; row < y.to; row++) {
        const start = (slice * height + row) * width;
        for (let one = start + x.from; one < start + x.to; one++) {
          const difference = image[one]! - image[one + apart]!;
          const place = difference * difference * scale;
          if (place >= LAST) continue;
          const below = Math.trunc(place);
          const decay = DECAY[below]! + (place - below) * (DECAY[below + 1]! - DECAY[below]!);
          const alike = weight * decay;
          const [a, b] = [one * channels, (one + apart) * channels];
          for (let k = 0; k < channels; k++) {
            sums[a + k]! += alike * values[b + k]!;
            sums[b + k]! += alike * values[a + k]!;
          }
        }
      }
  }
  return sums;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

interface Mixed {
  readonly logits: Float32Array;
  readonly scores: Float32Array;
  readonly spatial: Float32Array;
  readonly bilateral: Float32Array;
  readonly norms: { readonly spatial: Float32Array; readonly bilateral: Float32Array };
  readonly classes: number;
}

/** Writes U - mu M into the scores. */
function mix({ logits, scores, spatial, bilateral, norms, classes }: Mixed, numbers: CrfNumbers): void {
  const message = new Float64Array(classes);
  for (let at = 0; at < norms.spatial.length; at++) {
    const [near, alike] = [norms.spatial[at]! + FIELD_EPSILON, norms.bilateral[at]! + FIELD_EPSILON];
    for (let k = 0; k < classes; k++) {
      const place = at * classes + k;
      message[k] = (numbers.spatial[k]! * spatial[place]!) / near + (numbers.bilateral[k]! * bilateral[place]!) / alike;
    }
    for (let k = 0; k < classes; k++) {
      let pairwise = 0;
      for (let l = 0; l < classes; l++) pairwise += numbers.compatibility[k * classes + l]! * message[l]!;
      scores[at * classes + k] = logits[at * classes + k]! - pairwise;
    }
  }
}

/** Probabilities of scores, class by class within a voxel. */
function softmax(
  scores: Float32Array,
  classes: number,
  result: Float32Array<ArrayBuffer> = new Float32Array(scores.length),
): Float32Array<ArrayBuffer> {
  for (let from = 0; from < scores.length; from += classes) {
    let most = -Infinity;
    for (let k = 0; k < classes; k++) most = Math.max(most, scores[from + k]!);
    let total = 0;
    for (let k = 0; k < classes; k++) total += result[from + k] = Math.exp(scores[from + k]! - most);
    for (let k = 0; k < classes; k++) result[from + k]! /= total;
  }
  return result;
}
