import type { TensorInfo } from "@tensorflow/tfjs-core";
import { outputShape, product, type Extents } from "../../kernels/geometry.ts";
import { layerJoin, layerPart, type LayerAttributes } from "../../kernels/specs.ts";
import type { GpuKernel } from "../recorder.ts";
import { conv, depthwise } from "./conv.ts";
import { join } from "./join.ts";
import { affine } from "./norm.ts";
import { nearest } from "./scale.ts";

const isOnce = (factor: Extents): boolean => product(factor) === 1;

/** What it is put together from, one after the other, in memory that ends with it. */
export const layer: GpuKernel<LayerAttributes> = (context, inputs, [y], attributes) => {
  const { family, geometry, activation, channels, factors } = attributes;
  const [kernel, scale, shift] = inputs.slice(channels.length) as [TensorInfo, TensorInfo, TensorInfo];
  const blank = (shape: readonly number[]) => context.scratch(product(shape));
  const parts = channels.map((_, index) => {
    if (isOnce(factors[index]!)) return inputs[index]!;
    const part = layerPart(attributes, index);
    const fine = blank(part.fine);
    nearest(context, [inputs[index]!], [fine], part);
    return fine;
  });
  const joined = layerJoin(attributes);
  const x = parts.length === 1 ? parts[0]! : blank(joined.output);
  if (parts.length > 1) join(context, parts, [x], joined);
  const sums = blank(outputShape(geometry));
  (family === "conv" ? conv : depthwise)(context, [x, kernel], [sums], geometry);
  affine(context, [sums, scale, shift], [y!], { shape: outputShape(geometry), activation });
};
