import type { ActivationName } from "../../../core/network/operations.ts";
import type { AffineAttributes, KernelAttributes, NormAttributes } from "../../kernels/specs.ts";
import { product } from "../../kernels/geometry.ts";
import { normGroups, NORM_EPSILON } from "../../reference/norm.ts";
import { BYTES, type SimdContext, type SimdKernel } from "../context.ts";

/** Codes of `assembly/norm.ts`. */
const CODES: Readonly<Record<ActivationName, number>> = { identity: 0, relu: 1, leakyRelu: 2, relu6: 3, elu: 4, sigmoid: 5, softplus: 6, tanh: 7 };

/** How often the channels are repeated so that whole vectors of 4 fit: 1 for a multiple of 4. */
const repeats = (channels: number): number => (channels % 4 === 0 ? 1 : channels % 2 === 0 ? 2 : 4);

interface Layout {
  readonly groups: number;
  readonly channels: number;
  /** Channels after repeating, and pixels of one group counted in them. */
  readonly wide: number;
  readonly rows: number;
  readonly groupBytes: number;
  readonly pixels: number;
  readonly code: number;
}

const layoutOf = (groups: number, pixels: number, channels: number, activation: ActivationName): Layout => {
  const times = repeats(channels);
  return { groups, channels, pixels, wide: channels * times, rows: pixels / times, groupBytes: pixels * channels * BYTES, code: CODES[activation] };
};

const normLayout = (attributes: NormAttributes): Layout => {
  const { groups, pixels, channels } = normGroups(attributes);
  return layoutOf(groups, pixels, channels, attributes.activation);
};

const affineLayout = ({ shape, activation }: AffineAttributes): Layout => layoutOf(1, product(shape.slice(0, 4)), shape[4], activation);

type ScaleAttributes = KernelAttributes["scaleChannels"];
const scaleLayout = ({ shape: [batch, ...extents] }: ScaleAttributes): Layout => layoutOf(batch, product(extents.slice(0, 3)), extents[3], "identity");

/** Whether the fast version can do it: pixels that divide where channels are repeated. */
export const hasFastNorm = (attributes: NormAttributes): boolean => isFast(normLayout(attributes));
export const hasFastAffine = (attributes: AffineAttributes): boolean => isFast(affineLayout(attributes));
export const hasFastScale = (attributes: ScaleAttributes): boolean => isFast(scaleLayout(attributes));
const isFast = ({ rows }: Layout): boolean => Number.isInteger(rows);

/** Writes one value per channel, repeated to whole vectors. */
function perChannel({ scratch, heap }: SimdContext, { channels, wide }: Layout, value: (channel: number) => number): number {
  const address = scratch(wide * BYTES);
  const target = heap.floats(address, wide);
  for (let at = 0; at < wide; at++) target[at] = value(at % channels);
  return address;
}

/** Runs a kernel that adds two sums per channel to doubles, and folds repeated channels together. */
function twoSums({ scratch, heap }: SimdContext, { channels, wide }: Layout, run: (first: number, second: number) => void): readonly [Float64Array, Float64Array] {
  const address = scratch(2 * wide * 8);
  heap.doubles(address, 2 * wide).fill(0);
  run(address, address + wide * 8);
  const sums = heap.doubles(address, 2 * wide);
  const folded = (first: number) => Float64Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (let at = c; at < wide; at += channels) sum += sums[first + at]!;
    return sum;
  });
  return [folded(0), folded(wide)];
}

interface Statistics {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Sums are taken about the first pixel, so that a large mean does not eat the variance. */
function statistics(context: SimdContext, layout: Layout, x: number): Statistics {
  const { channels, rows, wide, pixels } = layout;
  const first = context.heap.floats(x, channels).slice();
  const pivot = perChannel(context, layout, (c) => first[c]!);
  const [sums, squares] = twoSums(context, layout, (sum, square) => context.wasm.channelMoments(x, rows, wide, pivot, sum, square));
  const variance = squares.map((square, c) => Math.max(0, square / pixels - (sums[c]! / pixels) ** 2));
  return { mean: sums.map((sum, c) => first[c]! + sum / pixels), variance };
}

/** scale and shift of (x - mean) / √(variance + ε) · gamma + beta. */
function affineOf(context: SimdContext, layout: Layout, gamma: number, beta: number, { mean, variance }: Statistics) {
  const { channels } = layout;
  const rate = Float64Array.from(variance, (value) => 1 / Math.sqrt(value + NORM_EPSILON));
  const gammas = context.heap.floats(gamma, channels).slice();
  const betas = context.heap.floats(beta, channels).slice();
  const scale = perChannel(context, layout, (c) => gammas[c]! * rate[c]!);
  const shift = perChannel(context, layout, (c) => betas[c]! - mean[c]! * gammas[c]! * rate[c]!);
  return { rate, gammas, scale, shift };
}

export const norm: SimdKernel<NormAttributes> = (context, [x, gamma, beta], [y, mean, variance], attributes) => {
  const layout = normLayout(attributes);
  const { groups, channels, groupBytes, rows, wide, code } = layout;
  for (let g = 0; g < groups; g++) {
    const seen = statistics(context, layout, x! + g * groupBytes);
    const { scale, shift } = affineOf(context, layout, gamma!, beta!, seen);
    context.wasm.affineApply(x! + g * groupBytes, y! + g * groupBytes, rows, wide, scale, shift, code);
    context.heap.floats(mean!, groups * channels).set(seen.mean, g * channels);
    context.heap.floats(variance!, groups * channels).set(seen.variance, g * channels);
  }
};

export const normGradient: SimdKernel<NormAttributes> = (context, [x, dy, gamma, beta, mean, variance], [dx, dgamma, dbeta], attributes) => {
  const layout = normLayout(attributes);
  const { groups, channels, groupBytes, rows, wide, pixels, code } = layout;
  const [dgammas, dbetas] = [new Float64Array(channels), new Float64Array(channels)];
  for (let g = 0; g < groups; g++) {
    const group = (all: number) => Float64Array.from(context.heap.floats(all + g * channels * BYTES, channels));
    const seen = { mean: group(mean!), variance: group(variance!) };
    const { rate, gammas, scale, shift } = affineOf(context, layout, gamma!, beta!, seen);
    const pivot = perChannel(context, layout, (c) => seen.mean[c]!);
    const [from, slopes, to] = [x! + g * groupBytes, dy! + g * groupBytes, dx! + g * groupBytes];
    const [sums, products] = twoSums(context, layout, (sum, products) => context.wasm.affineSums(from, slopes, rows, wide, scale, shift, pivot, sum, products, code));
    const k = gammas.map((value, c) => value * rate[c]!);
    const perX = Float64Array.from(rate, (value, c) => (-k[c]! * value * value * products[c]!) / pixels);
    const slopeRate = perChannel(context, layout, (c) => perX[c]!);
    const offset = perChannel(context, layout, (c) => (-k[c]! * sums[c]!) / pixels - perX[c]! * seen.mean[c]!);
    context.wasm.affineGradientApply(from, slopes, to, rows, wide, scale, shift, perChannel(context, layout, (c) => k[c]!), slopeRate, offset, code);
    for (let c = 0; c < channels; c++) {
      dgammas[c]! += products[c]! * rate[c]!;
      dbetas[c]! += sums[c]!;
    }
  }
  context.heap.floats(dgamma!, channels).set(dgammas);
  context.heap.floats(dbeta!, channels).set(dbetas);
};

export const affine: SimdKernel<AffineAttributes> = (context, [x, scale, shift], [y], attributes) => {
  const layout = affineLayout(attributes);
  const [scales, shifts] = [copied(context, layout, scale!), copied(context, layout, shift!)];
  context.wasm.affineApply(x!, y!, layout.rows, layout.wide, scales, shifts, layout.code);
};

export const affineGradient: SimdKernel<AffineAttributes> = (context, [x, dy, scale, shift], [dx, dscale, dshift], attributes) => {
  const layout = affineLayout(attributes);
  const [scales, shifts] = [copied(context, layout, scale!), copied(context, layout, shift!)];
  const zeros = perChannel(context, layout, () => 0);
  const [sums, products] = twoSums(context, layout, (sum, product) => context.wasm.affineSums(x!, dy!, layout.rows, layout.wide, scales, shifts, zeros, sum, product, layout.code));
  context.wasm.affineGradientApply(x!, dy!, dx!, layout.rows, layout.wide, scales, shifts, scales, zeros, zeros, layout.code);
  context.heap.floats(dscale!, layout.channels).set(products);
  context.heap.floats(dshift!, layout.channels).set(sums);
};

function copied(context: SimdContext, layout: Layout, address: number): number {
  if (layout.wide === layout.channels) return address;
  const values = context.heap.floats(address, layout.channels).slice();
  return perChannel(context, layout, (c) => values[c]!);
}

/** Factors of each sample, as a scale without a shift. */
export const scaleChannels: SimdKernel<ScaleAttributes> = (context, [x, factors], [y], attributes) => {
  const layout = scaleLayout(attributes);
  const { groups, channels, groupBytes, rows, wide, code } = layout;
  const none = perChannel(context, layout, () => 0);
  for (let g = 0; g < groups; g++) context.wasm.affineApply(x! + g * groupBytes, y! + g * groupBytes, rows, wide, copied(context, layout, factors! + g * channels * BYTES), none, code);
};
