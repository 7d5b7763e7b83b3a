import { product } from "../../kernels/geometry.ts";
import type { ScaleGeometry } from "../../kernels/specs.ts";
import { corners } from "../../reference/scale.ts";
import { stepsOf, type SimdContext, type SimdKernel } from "../context.ts";

/** Table of `assembly/bilinear.ts` for one axis. */
function axisTable({ table }: SimdContext, extent: number, factor: number, coarseExtent: number, step: number): number {
  const words = new Uint32Array(3 * extent);
  const shares = new Float32Array(words.buffer);
  for (let at = 0; at < extent; at++) {
    const [low, high] = corners(at, factor, coarseExtent);
    words[3 * at] = low!.at * step;
    words[3 * at + 1] = (high ?? low!).at * step;
    shares[3 * at + 2] = high?.weight ?? 0;
  }
  return table(words);
}

function resize(context: SimdContext, coarse: number, fine: number, geometry: ScaleGeometry, isBack: boolean): void {
  const [batch, depth, height, width, channels] = geometry.fine;
  const [, coarseDepth, coarseHeight, coarseWidth] = geometry.coarse;
  const steps = stepsOf([coarseDepth, coarseHeight, coarseWidth], channels);
  const [z, y, x] = [
    axisTable(context, depth, geometry.factor[0], coarseDepth, steps.slice),
    axisTable(context, height, geometry.factor[1], coarseHeight, steps.row),
    axisTable(context, width, geometry.factor[2], coarseWidth, steps.pixel),
  ];
  const target = isBack ? { address: coarse, shape: geometry.coarse } : { address: fine, shape: geometry.fine };
  context.heap.floats(target.address, product(target.shape)).fill(0);
  const fineSample = stepsOf([depth, height, width], channels).sample;
  for (let n = 0; n < batch; n++)
    context.wasm.bilinearSample(
      coarse + n * steps.sample,
      fine + n * fineSample,
      depth,
      height,
      width,
      channels,
      z,
      y,
      x,
      isBack ? 1 : 0,
    );
}

export const bilinear: SimdKernel<ScaleGeometry> = (context, [x], [y], geometry) =>
  resize(context, x!, y!, geometry, false);
export const bilinearGradient: SimdKernel<ScaleGeometry> = (context, [dy], [dx], geometry) =>
  resize(context, dx!, dy!, geometry, true);
