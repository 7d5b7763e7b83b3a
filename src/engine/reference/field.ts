import { FIELD_EPSILON } from "../../core/network/semantics.ts";
import type { FieldAttributes } from "../kernels/specs.ts";
import type { Arrays } from "./types.ts";

/** Calls for every voxel and every other one in its window, with the weights of both messages. */
function eachPair(
  image: Float32Array,
  { shape: [batch, depth, height, width], imageChannels, window, sides, alpha, beta, gamma }: FieldAttributes,
  visit: (one: number, other: number, spatial: number, bilateral: number) => void,
): void {
  const reach = (half: number, at: number, extent: number) => [Math.max(0, at - half), Math.min(extent - 1, at + half)];
  const along = (half: number, extent: number, each: (at: number, other: number) => void) => {
    for (let at = 0; at < extent; at++) {
      const [from, to] = reach(half, at, extent);
      for (let other = from!; other <= to!; other++) each(at, other);
    }
  };
  const likeness = (one: number, other: number) => {
    let square = 0;
    for (let c = 0; c < imageChannels; c++)
      square += (image[one * imageChannels + c]! - image[other * imageChannels + c]!) ** 2;
    return square / (2 * beta ** 2);
  };
  for (let n = 0; n < batch; n++)
    along(window[0], depth, (z, otherZ) =>
      along(window[1], height, (y, otherY) =>
        along(window[2], width, (x, otherX) => {
          const one = ((n * depth + z) * height + y) * width + x;
          const other = ((n * depth + otherZ) * height + otherY) * width + otherX;
          if (one === other) return;
          const square =
            ((otherZ - z) * sides[0]) ** 2 + ((otherY - y) * sides[1]) ** 2 + ((otherX - x) * sides[2]) ** 2;
          const spatial = Math.exp(-square / (2 * gamma ** 2));
          visit(one, other, spatial, Math.exp(-square / (2 * alpha ** 2) - likeness(one, other)));
        }),
      ),
    );
}

export function fieldRates([image]: Arrays<1>, [rates]: Arrays<1>, attributes: FieldAttributes): void {
  const voxels = rates.length / 2;
  const sums = new Float64Array(rates.length);
  eachPair(image, attributes, (one, _, spatial, bilateral) => {
    sums[one]! += spatial;
    sums[voxels + one]! += bilateral;
  });
  sums.forEach((sum, at) => (rates[at] = 1 / (sum + FIELD_EPSILON)));
}

/** Weighted sums of two maps around each voxel: of the one by the spatial weights, of the other by the bilateral ones. */
function sumsAround(
  near: ArrayLike<number>,
  alike: ArrayLike<number>,
  image: Float32Array,
  attributes: FieldAttributes,
): readonly [Float64Array, Float64Array] {
  const classes = attributes.shape[4];
  const sums = [near, alike].map(({ length }) => new Float64Array(length));
  eachPair(image, attributes, (one, other, spatial, bilateral) => {
    for (let k = 0; k < classes; k++) {
      sums[0]![one * classes + k]! += spatial * near[other * classes + k]!;
      sums[1]![one * classes + k]! += bilateral * alike[other * classes + k]!;
    }
  });
  return [sums[0]!, sums[1]!];
}

export function fieldStep(
  [logits, probabilities, image, rates, spatial, bilateral, compatibility]: Arrays<7>,
  [scores]: Arrays<1>,
  attributes: FieldAttributes,
): void {
  const classes = attributes.shape[4];
  const voxels = rates.length / 2;
  const [near, alike] = sumsAround(probabilities, probabilities, image, attributes);
  for (let voxel = 0; voxel < voxels; voxel++)
    for (let k = 0; k < classes; k++) {
      let pairwise = 0;
      for (let l = 0; l < classes; l++) {
        const at = voxel * classes + l;
        const message = spatial[l]! * near[at]! * rates[voxel]! + bilateral[l]! * alike[at]! * rates[voxels + voxel]!;
        pairwise += compatibility[k * classes + l]! * message;
      }
      scores[voxel * classes + k] = logits[voxel * classes + k]! - pairwise;
    }
}

/** Weights are the same from one voxel to another as back, so that slopes flow through the sums as the probabilities do. */
export function fieldStepGradient(
  [dscores, probabilities, image, rates, spatial, bilateral, compatibility]: Arrays<7>,
  [dlogits, dspatial, dbilateral, dcompatibility]: Arrays<4>,
  attributes: FieldAttributes,
): void {
  const classes = attributes.shape[4];
  const voxels = rates.length / 2;
  const rated = (message: number) =>
    Float64Array.from(dscores, (slope, at) => slope * rates[message * voxels + Math.floor(at / classes)]!);
  const [near, alike] = sumsAround(rated(0), rated(1), image, attributes);
  for (const slopes of [dspatial, dbilateral, dcompatibility]) slopes.fill(0);
  for (let voxel = 0; voxel < voxels; voxel++) {
    const slopes = Array.from({ length: classes }, (_, l) => {
      const p = probabilities[voxel * classes + l]!;
      let [ofNear, ofAlike] = [0, 0];
      for (let k = 0; k < classes; k++) {
        const at = voxel * classes + k;
        ofNear -= compatibility[k * classes + l]! * near[at]!;
        ofAlike -= compatibility[k * classes + l]! * alike[at]!;
        dcompatibility[k * classes + l]! -= p * (spatial[l]! * near[at]! + bilateral[l]! * alike[at]!);
      }
      dspatial[l]! += p * ofNear;
      dbilateral[l]! += p * ofAlike;
      return spatial[l]! * ofNear + bilateral[l]! * ofAlike;
    });
    const mean = slopes.reduce((sum, slope, l) => sum + probabilities[voxel * classes + l]! * slope, 0);
    slopes.forEach((slope, l) => (dlogits[voxel * classes + l] = probabilities[voxel * classes + l]! * (slope - mean)));
  }
}
