import type { ConvGeometry } from "../kernels/geometry.ts";
import type { Arrays } from "./types.ts";
import { eachTap } from "./windows.ts";

export function conv([x, kernel]: Arrays<2>, [y]: Arrays<1>, geometry: ConvGeometry): void {
  const { inChannels, outChannels } = geometry;
  y.fill(0);
  eachTap(geometry, (input, output, tap) => {
    for (let i = 0; i < inChannels; i++) {
      const value = x[input * inChannels + i]!;
      const row = (tap * inChannels + i) * outChannels;
      for (let o = 0; o < outChannels; o++) y[output * outChannels + o]! += value * kernel[row + o]!;
    }
  });
}

export function convInputGradient([dy, kernel]: Arrays<2>, [dx]: Arrays<1>, geometry: ConvGeometry): void {
  const { inChannels, outChannels } = geometry;
  dx.fill(0);
  eachTap(geometry, (input, output, tap) => {
    for (let i = 0; i < inChannels; i++) {
      const row = (tap * inChannels + i) * outChannels;
      let sum = 0;
      for (let o = 0; o < outChannels; o++) sum += dy[output * outChannels + o]! * kernel[row + o]!;
      dx[input * inChannels + i]! += sum;
    }
  });
}

export function convFilterGradient([x, dy]: Arrays<2>, [dkernel]: Arrays<1>, geometry: ConvGeometry): void {
  const { inChannels, outChannels } = geometry;
  dkernel.fill(0);
  eachTap(geometry, (input, output, tap) => {
    for (let i = 0; i < inChannels; i++) {
      const value = x[input * inChannels + i]!;
      const row = (tap * inChannels + i) * outChannels;
      for (let o = 0; o < outChannels; o++) dkernel[row + o]! += value * dy[output * outChannels + o]!;
    }
  });
}

export function depthwise([x, kernel]: Arrays<2>, [y]: Arrays<1>, geometry: ConvGeometry): void {
  const channels = geometry.inChannels;
  y.fill(0);
  eachTap(geometry, (input, output, tap) => {
    for (let c = 0; c < channels; c++)
      y[output * channels + c]! += x[input * channels + c]! * kernel[tap * channels + c]!;
  });
}

export function depthwiseInputGradient([dy, kernel]: Arrays<2>, [dx]: Arrays<1>, geometry: ConvGeometry): void {
  const channels = geometry.inChannels;
  dx.fill(0);
  eachTap(geometry, (input, output, tap) => {
    for (let c = 0; c < channels; c++)
      dx[input * channels + c]! += dy[output * channels + c]! * kernel[tap * channels + c]!;
  });
}

export function depthwiseFilterGradient([x, dy]: Arrays<2>, [dkernel]: Arrays<1>, geometry: ConvGeometry): void {
  const channels = geometry.inChannels;
  dkernel.fill(0);
  eachTap(geometry, (input, output, tap) => {
    for (let c = 0; c < channels; c++)
      dkernel[tap * channels + c]! += x[input * channels + c]! * dy[output * channels + c]!;
  });
}
