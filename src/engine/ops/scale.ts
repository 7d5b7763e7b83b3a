import type { Tensor } from "@tensorflow/tfjs-core";
import { mapExtents, type Extents, type MapShape } from "../kernels/geometry.ts";
import { runKernel } from "../kernels/run.ts";
import type { ScaleGeometry } from "../kernels/specs.ts";
import { differentiable } from "./differentiable.ts";

type Resize = (extent: number, factor: number) => number;

function resized(shape: MapShape, factor: Extents, resize: Resize): MapShape {
  const [d, h, w] = mapExtents((axis) => resize(shape[axis + 1]!, factor[axis]));
  return [shape[0], d, h, w, shape[4]];
}

/** Windows of `factor` with the same stride; odd borders are dropped. */
export function pool(x: Tensor, type: "max" | "average", factor: Extents): Tensor {
  const fine = x.shape as unknown as MapShape;
  const geometry: ScaleGeometry = {
    fine,
    coarse: resized(fine, factor, (extent, by) => Math.floor(extent / by)),
    factor,
  };
  if (type === "average") {
    return differentiable([x], () => ({
      value: runKernel("averagePool", [x], geometry)[0]!,
      kept: [],
      gradient: (dy) => runKernel("averagePoolGradient", [dy], geometry),
    }));
  }
  return differentiable([x], () => {
    const value = runKernel("maxPool", [x], geometry)[0]!;
    return { value, kept: [x, value], gradient: (dy, [x, y]) => runKernel("maxPoolGradient", [x, y, dy], geometry) };
  });
}

/** Enlarges by whole factors; bilinear (trilinear in 3D) with half-pixel centres. */
export function upsample(x: Tensor, type: "nearest" | "bilinear", factor: Extents): Tensor {
  const coarse = x.shape as unknown as MapShape;
  const geometry: ScaleGeometry = { coarse, fine: resized(coarse, factor, (extent, by) => extent * by), factor };
  return differentiable([x], () => ({
    value: runKernel(type, [x], geometry)[0]!,
    kept: [],
    gradient: (dy) => runKernel(`${type}Gradient`, [dy], geometry),
  }));
}
