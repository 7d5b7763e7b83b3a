import type { ActivationName } from "../../../core/network/operations.ts";
import { NORM_EPSILON } from "../../../core/network/semantics.ts";
import type { AffineAttributes, KernelAttributes, NormAttributes } from "../../kernels/specs.ts";
import { product } from "../../kernels/geometry.ts";
import { normGroups } from "../../reference/norm.ts";
import { BYTES, type SimdContext, type SimdKernel } from "../context.ts";

const DOUBLE = 8;

/** Codes of `assembly/activation.ts`. */
export const ACTIVATION_CODES: Readonly<Record<ActivationName, number>> = {
  identity: 0,
  relu: 1,
  leakyRelu: 2,
  relu6: 3,
  elu: 4,
  sigmoid: 5,
  softplus: 6,
  tanh: 7,
};

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
  return {
    groups,
    channels,
    pixels,
    wide: channels * times,
    rows: pixels / times,
    groupBytes: pixels * channels * BYTES,
    code: ACTIVATION_CODES[activation],
  };
};

const normLayout = (attributes: NormAttributes): Layout => {
  const { groups, pixels, channels } = normGroups(attributes);
  return layoutOf(groups, pixels, channels, attributes.activation);
};

const affineLayout = ({ shape, activation }: AffineAttributes): Layout =>
  layoutOf(1, product(shape.slice(0, 4)), shape[4], activation);

type ScaleAttributes = KernelAttributes["scaleChannels"];
const scaleLayout = ({ shape: [batch, ...extents] }: ScaleAttributes): Layout =>
  layoutOf(batch, product(extents.slice(0, 3)), extents[3], "identity");

/** Whether the fast version can do it: pixels that divide where channels are repeated. */
export const hasFastNorm = (attributes: NormAttributes): boolean => isFast(normLayout(attributes));
export const hasFastAffine = (attributes: AffineAttributes): boolean => isFast(affineLayout(attributes));
export const hasFastScale = (attributes: ScaleAttributes): boolean => isFast(scaleLayout(attributes));
const isFast = ({ rows }: Layout): boolean => Number.isInteger(rows);

/** A zero per channel, repeated to whole vectors. */
function zeros({ scratch, heap }: SimdContext, { wide }: Layout): number {
  const address = scratch(wide * BYTES);
  heap.floats(address, wide).fill(0);
  return address;
}

/** Runs a kernel that adds two sums per channel to doubles, and folds repeated channels together. */
function twoSums(
  { scratch, heap }: SimdContext,
  { channels, wide }: Layout,
  run: (first: number, second: number) => void,
): readonly [Float64Array, Float64Array] {
  const address = scratch(2 * wide * 8);
  heap.doubles(address, 2 * wide).fill(0);
  run(address, address + wide * 8);
  const sums = heap.doubles(address, 2 * wide);
  const folded = (first: number) =>
    Float64Array.from({ length: channels }, (_, c) => {
      let sum = 0;
      for (let at = c; at < wide; at += channels) sum += sums[first + at]!;
      return sum;
    });
  return [folded(0), folded(wide)];
}

/** Blocks of one float or double per channel, repeated to whole vectors. */
function channelBlocks({ scratch, heap }: SimdContext, { wide }: Layout) {
  return {
    floats: () => scratch(wide * BYTES),
    /** Zeros. */
    doubles: () => {
      const address = scratch(wide * DOUBLE);
      heap.doubles(address, wide).fill(0);
      return address;
    },
  };
}

/** Sums are taken about the first pixel, so that a large mean does not eat the variance. */
export const norm: SimdKernel<NormAttributes> = (context, [x, gamma, beta], [y, mean, variance], attributes) => {
  const layout = normLayout(attributes);
  const { wasm } = context;
  const { groups, channels, groupBytes, rows, wide, pixels, code } = layout;
  for (let g = 0; g < groups; g++) {
    const { floats, doubles } = channelBlocks(context, layout);
    const [pivot, scale, shift, sums, squares] = [floats(), floats(), floats(), doubles(), doubles()];
    const [from, statistics] = [x! + g * groupBytes, g * channels * BYTES];
    wasm.repeatChannels(from, pivot, channels, wide);
    wasm.channelMoments(from, rows, wide, pivot, sums, squares);
    wasm.normScale(
      sums,
      squares,
      pivot,
      gamma!,
      beta!,
      mean! + statistics,
      variance! + statistics,
      scale,
      shift,
      channels,
      wide,
      pixels,
      NORM_EPSILON,
    );
    wasm.affineApply(from, y! + g * groupBytes, rows, wide, scale, shift, code);
  }
};

export const normGradient: SimdKernel<NormAttributes> = (
  context,
  [x, dy, gamma, beta, mean, variance],
  [dx, dgamma, dbeta],
  attributes,
) => {
  const layout = normLayout(attributes);
  const { wasm, heap } = context;
  const { groups, channels, groupBytes, rows, wide, pixels, code } = layout;
  const { floats, doubles } = channelBlocks(context, layout);
  const [pivot, scale, shift, rate, slopeRate, offset] = [floats(), floats(), floats(), floats(), floats(), floats()];
  const [gammaSlopes, betaSlopes] = [doubles(), doubles()];
  for (let g = 0; g < groups; g++) {
    const [means, variances] = [mean! + g * channels * BYTES, variance! + g * channels * BYTES];
    const [from, slopes, to] = [x! + g * groupBytes, dy! + g * groupBytes, dx! + g * groupBytes];
    const [sums, products] = [doubles(), doubles()];
    wasm.normRescale(gamma!, beta!, means, variances, scale, shift, channels, wide, NORM_EPSILON);
    wasm.repeatChannels(means, pivot, channels, wide);
    wasm.affineSums(from, slopes, rows, wide, scale, shift, pivot, sums, products, code);
    wasm.normRates(
      sums,
      products,
      gamma!,
      means,
      variances,
      rate,
      slopeRate,
      offset,
      gammaSlopes,
      betaSlopes,
      channels,
      wide,
      pixels,
      NORM_EPSILON,
    );
    wasm.affineGradientApply(from, slopes, to, rows, wide, scale, shift, rate, slopeRate, offset, code);
  }
  heap.floats(dgamma!, channels).set(heap.doubles(gammaSlopes, channels));
  heap.floats(dbeta!, channels).set(heap.doubles(betaSlopes, channels));
};

export const affine: SimdKernel<AffineAttributes> = (context, [x, scale, shift], [y], attributes) => {
  const layout = affineLayout(attributes);
  const [scales, shifts] = [copied(context, layout, scale!), copied(context, layout, shift!)];
  context.wasm.affineApply(x!, y!, layout.rows, layout.wide, scales, shifts, layout.code);
};

export const affineGradient: SimdKernel<AffineAttributes> = (
  context,
  [x, dy, scale, shift],
  [dx, dscale, dshift],
  attributes,
) => {
  const layout = affineLayout(attributes);
  const [scales, shifts] = [copied(context, layout, scale!), copied(context, layout, shift!)];
  const none = zeros(context, layout);
  const [sums, products] = twoSums(context, layout, (sum, product) =>
    context.wasm.affineSums(x!, dy!, layout.rows, layout.wide, scales, shifts, none, sum, product, layout.code),
  );
  context.wasm.affineGradientApply(
    x!,
    dy!,
    dx!,
    layout.rows,
    layout.wide,
    scales,
    shifts,
    scales,
    none,
    none,
    layout.code,
  );
  context.heap.floats(dscale!, layout.channels).set(products);
  context.heap.floats(dshift!, layout.channels).set(sums);
};

function copied(context: SimdContext, layout: Layout, address: number): number {
  if (layout.wide === layout.channels) return address;
  const target = context.scratch(layout.wide * BYTES);
  context.wasm.repeatChannels(address, target, layout.channels, layout.wide);
  return target;
}

/** Scales, shifts and activates pixels in place as they are made, from the first to the last: up to three floats behind them are overwritten. */
export function createFinisher(
  context: SimdContext,
  { channels, activation }: { readonly channels: number; readonly activation: ActivationName },
  scale: number,
  shift: number,
): (address: number, pixels: number) => void {
  const layout = layoutOf(1, 1, channels, activation);
  const [scales, shifts] = [copied(context, layout, scale), copied(context, layout, shift)];
  const { wide, code } = layout;
  const times = wide / channels;
  return (address, pixels) => {
    const rows = Math.floor(pixels / times);
    const rest = (pixels - rows * times) * channels;
    const end = address + rows * wide * BYTES;
    if (rows > 0) context.wasm.affineApply(address, address, rows, wide, scales, shifts, code);
    if (rest > 0) context.wasm.affineApply(end, end, 1, Math.ceil(rest / 4) * 4, scales, shifts, code);
  };
}

/** Factors of each sample, as a scale without a shift. */
export const scaleChannels: SimdKernel<ScaleAttributes> = (context, [x, factors], [y], attributes) => {
  const layout = scaleLayout(attributes);
  const { groups, channels, groupBytes, rows, wide, code } = layout;
  const none = zeros(context, layout);
  for (let g = 0; g < groups; g++)
    context.wasm.affineApply(
      x! + g * groupBytes,
      y! + g * groupBytes,
      rows,
      wide,
      copied(context, layout, factors! + g * channels * BYTES),
      none,
      code,
    );
};
