import { NORM_EPSILON } from "../../core/network/semantics.ts";
import type { AffineAttributes, NormAttributes } from "../kernels/specs.ts";
import { activations } from "./activation.ts";
import type { Arrays } from "./types.ts";

interface Groups {
  readonly groups: number;
  readonly pixels: number;
  readonly channels: number;
}

export function normGroups({ shape: [batch, d, h, w, channels], per }: NormAttributes): Groups {
  const space = d * h * w;
  return per === "batch" ? { groups: 1, pixels: batch * space, channels } : { groups: batch, pixels: space, channels };
}

export function norm([x, gamma, beta]: Arrays<3>, [y, mean, variance]: Arrays<3>, attributes: NormAttributes): void {
  const { groups, pixels, channels } = normGroups(attributes);
  const { value } = activations[attributes.activation];
  for (let g = 0; g < groups; g++) {
    for (let c = 0; c < channels; c++) {
      const [at, first] = [g * channels + c, g * pixels * channels + c];
      let [sum, squares] = [0, 0];
      for (let p = 0; p < pixels; p++) sum += x[first + p * channels]!;
      const average = sum / pixels;
      for (let p = 0; p < pixels; p++) squares += (x[first + p * channels]! - average) ** 2;
      mean[at] = average;
      variance[at] = squares / pixels;
      const scale = gamma[c]! / Math.sqrt(variance[at] + NORM_EPSILON);
      for (let p = 0; p < pixels; p++)
        y[first + p * channels] = value((x[first + p * channels]! - average) * scale + beta[c]!);
    }
  }
}

export function normGradient(
  [x, dy, gamma, beta, mean, variance]: Arrays<6>,
  [dx, dgamma, dbeta]: Arrays<3>,
  attributes: NormAttributes,
): void {
  const { groups, pixels, channels } = normGroups(attributes);
  const { slope } = activations[attributes.activation];
  dgamma.fill(0);
  dbeta.fill(0);
  for (let g = 0; g < groups; g++) {
    for (let c = 0; c < channels; c++) {
      const [at, first] = [g * channels + c, g * pixels * channels + c];
      const rate = 1 / Math.sqrt(variance[at]! + NORM_EPSILON);
      let [sum, sumHat] = [0, 0];
      for (let p = 0; p < pixels; p++) {
        const hat = (x[first + p * channels]! - mean[at]!) * rate;
        const dz = dy[first + p * channels]! * slope(hat * gamma[c]! + beta[c]!);
        sum += dz;
        sumHat += dz * hat;
      }
      dbeta[c]! += sum;
      dgamma[c]! += sumHat;
      for (let p = 0; p < pixels; p++) {
        const hat = (x[first + p * channels]! - mean[at]!) * rate;
        const dz = dy[first + p * channels]! * slope(hat * gamma[c]! + beta[c]!);
        dx[first + p * channels] = gamma[c]! * rate * (dz - sum / pixels - (hat * sumHat) / pixels);
      }
    }
  }
}

export function affine([x, scale, shift]: Arrays<3>, [y]: Arrays<1>, { shape, activation }: AffineAttributes): void {
  const channels = shape[4];
  const { value } = activations[activation];
  for (let index = 0; index < x.length; index++)
    y[index] = value(x[index]! * scale[index % channels]! + shift[index % channels]!);
}

export function affineGradient(
  [x, dy, scale, shift]: Arrays<4>,
  [dx, dscale, dshift]: Arrays<3>,
  { shape, activation }: AffineAttributes,
): void {
  const channels = shape[4];
  const { slope } = activations[activation];
  const sums = new Float64Array(2 * channels);
  for (let index = 0; index < x.length; index++) {
    const c = index % channels;
    const dz = dy[index]! * slope(x[index]! * scale[c]! + shift[c]!);
    dx[index] = dz * scale[c]!;
    sums[c]! += dz * x[index]!;
    sums[channels + c]! += dz;
  }
  dscale.set(sums.subarray(0, channels));
  dshift.set(sums.subarray(channels));
}
