import { createRandom } from "../../core/random.ts";

/** A step between neighbouring float32 values, by the value. */
const STEP = 2 ** -23;

/**
 * By how much two programs may differ that compute the same, in differences that rounding the input alone makes. Each layer sums in
 * another order and so rounds another way, as the input does once; over some tens of layers that adds up to about the root of their number.
 */
export const ROUNDING_FACTOR = 10;

/** The values with each rounded another way, up or down by chance, the same at every call. */
export function roundedOtherwise(values: Float32Array): Float32Array<ArrayBuffer> {
  const random = createRandom("rounding");
  return Float32Array.from(values, (value) => value * (1 + random.pick([-1, 1]) * STEP));
}
