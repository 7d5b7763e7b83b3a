import { NORM_EPSILON } from "../../../core/network/semantics.ts";
import type { AffineAttributes, NormAttributes } from "../../kernels/specs.ts";
import { product } from "../../kernels/geometry.ts";
import { normGroups } from "../../reference/norm.ts";
import type { GpuKernel } from "../recorder.ts";
import { sumRows } from "../reduce.ts";
import { activationCode } from "./activation.ts";

const floats = { epsilon: NORM_EPSILON };

/** Sums about the first pixel of the group, so that a large mean does not eat the variance. */
const MOMENTS = `
fn term(group: i32, row: i32, column: i32) -> f32 {
  let c = column % u.channels;
  let first = group * u.rows * u.channels + c;
  let v = source[first + row * u.channels] - source[first];
  return select(v, v * v, column >= u.channels);
}`;

const STATISTICS = `
fn element(i: i32) {
  let c = i % u.channels;
  let group = i / u.channels;
  let shifted = sums[group * 2 * u.channels + c] / f32(u.pixels);
  mean[i] = source[group * u.pixels * u.channels + c] + shifted;
  variance[i] = max(0.0, sums[(group * 2 + 1) * u.channels + c] / f32(u.pixels) - shifted * shifted);
}`;

/** Normalised value of element `i`, and what it is the statistics of. */
const HAT = `
fn hatAt(i: i32) -> f32 {
  let at = (i / (u.pixels * u.channels)) * u.channels + i % u.channels;
  return (source[i] - mean[at]) * inverseSqrt(variance[at] + u.epsilon);
}`;

export const norm: GpuKernel<NormAttributes> = (
  context,
  [source, gamma, beta],
  [result, mean, variance],
  attributes,
) => {
  const { groups, pixels, channels } = normGroups(attributes);
  const ints = { pixels, channels };
  const sums = sumRows(context, {
    key: "norm/moments",
    code: MOMENTS,
    reads: { source: source! },
    ints: { channels },
    groups,
    rows: pixels,
    columns: 2 * channels,
  });
  context.run({
    key: "norm/statistics",
    code: STATISTICS,
    writes: { mean: mean!, variance: variance! },
    reads: { source: source!, sums },
    ints,
    threads: groups * channels,
  });
  context.run({
    key: `norm/${attributes.activation}`,
    code: `${activationCode(attributes.activation)}${HAT}
fn element(i: i32) { result[i] = activate(hatAt(i) * gamma[i % u.channels] + beta[i % u.channels]); }`,
    writes: { result: result! },
    reads: { source: source!, gamma: gamma!, beta: beta!, mean: mean!, variance: variance! },
    ints,
    floats,
    threads: product(attributes.shape),
  });
};

const THROUGH = `fn through(i: i32) -> f32 { return slope[i] * slopeAt(hatAt(i) * gamma[i % u.channels] + beta[i % u.channels]); }`;

export const normGradient: GpuKernel<NormAttributes> = (context, inputs, [result, dgamma, dbeta], attributes) => {
  const [source, slope, gamma, beta, mean, variance] = inputs;
  const { groups, pixels, channels } = normGroups(attributes);
  const ints = { pixels, channels };
  const reads = { source: source!, slope: slope!, gamma: gamma!, beta: beta!, mean: mean!, variance: variance! };
  const common = `${activationCode(attributes.activation)}${HAT}${THROUGH}`;
  const terms = `${common}
fn term(group: i32, row: i32, column: i32) -> f32 {
  let i = (group * u.rows + row) * u.channels + column % u.channels;
  let dz = through(i);
  return select(dz, dz * hatAt(i), column >= u.channels);
}`;
  const sums = sumRows(context, {
    key: `normGradient/${attributes.activation}/sums`,
    code: terms,
    reads,
    ints,
    floats,
    groups,
    rows: pixels,
    columns: 2 * channels,
  });
  context.run({
    key: "normGradient/affine",
    code: `fn element(i: i32) {
  var a = 0.0;
  var b = 0.0;
  for (var group = 0; group < u.groups; group++) { b += sums[group * 2 * u.channels + i]; a += sums[(group * 2 + 1) * u.channels + i]; }
  dgamma[i] = a;
  dbeta[i] = b;
}`,
    writes: { dgamma: dgamma!, dbeta: dbeta! },
    reads: { sums },
    ints: { channels, groups },
    threads: channels,
  });
  context.run({
    key: `normGradient/${attributes.activation}`,
    code: `${common}
fn element(i: i32) {
  let c = i % u.channels;
  let group = i / (u.pixels * u.channels);
  let rate = gamma[c] * inverseSqrt(variance[group * u.channels + c] + u.epsilon);
  result[i] = rate * (through(i) - (sums[group * 2 * u.channels + c] + hatAt(i) * sums[(group * 2 + 1) * u.channels + c]) / f32(u.pixels));
}`,
    writes: { result: result! },
    reads: { ...reads, sums },
    ints,
    floats,
    threads: product(attributes.shape),
  });
};

export const affine: GpuKernel<AffineAttributes> = (
  { run },
  [source, scale, shift],
  [result],
  { shape, activation },
) => {
  run({
    key: `affine/${activation}`,
    code: `${activationCode(activation)}fn element(i: i32) { result[i] = activate(source[i] * scale[i % u.channels] + shift[i % u.channels]); }`,
    writes: { result: result! },
    reads: { source: source!, scale: scale!, shift: shift! },
    ints: { channels: shape[4] },
    threads: product(shape),
  });
};

export const affineGradient: GpuKernel<AffineAttributes> = (
  context,
  [source, slope, scale, shift],
  [result, dscale, dshift],
  { shape, activation },
) => {
  const channels = shape[4];
  const reads = { source: source!, slope: slope!, scale: scale!, shift: shift! };
  const through = `${activationCode(activation)}fn through(i: i32) -> f32 { return slope[i] * slopeAt(source[i] * scale[i % u.channels] + shift[i % u.channels]); }\n`;
  const terms = `${through}
fn term(group: i32, row: i32, column: i32) -> f32 {
  let i = row * u.channels + column % u.channels;
  return through(i) * select(source[i], 1.0, column >= u.channels);
}`;
  const sums = sumRows(context, {
    key: `affineGradient/${activation}/sums`,
    code: terms,
    reads,
    ints: { channels },
    rows: product(shape.slice(0, 4)),
    columns: 2 * channels,
  });
  context.run({
    key: "affineGradient/split",
    code: "fn element(i: i32) { dscale[i] = sums[i]; dshift[i] = sums[u.channels + i]; }",
    writes: { dscale: dscale!, dshift: dshift! },
    reads: { sums },
    ints: { channels },
    threads: channels,
  });
  context.run({
    key: `affineGradient/${activation}`,
    code: `${through}fn element(i: i32) { result[i] = through(i) * scale[i % u.channels]; }`,
    writes: { result: result! },
    reads,
    ints: { channels },
    threads: product(shape),
  });
};
