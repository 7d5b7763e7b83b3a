import { outputShape, product } from "../kernels/geometry.ts";
import { layerJoin, layerPart, type LayerAttributes } from "../kernels/specs.ts";
import { conv, depthwise } from "./conv.ts";
import { join } from "./join.ts";
import { affine } from "./norm.ts";
import { nearest } from "./scale.ts";
import type { Arrays } from "./types.ts";

/** What it is put together from, one after the other. */
export function layer(inputs: Arrays, [y]: Arrays<1>, attributes: LayerAttributes): void {
  const { family, geometry, activation, channels } = attributes;
  const [kernel, scale, shift] = inputs.slice(channels.length) as unknown as Arrays<3>;
  const blank = (shape: readonly number[]) => new (y.constructor as Float32ArrayConstructor)(product(shape));
  const parts = channels.map((_, index) => {
    const part = layerPart(attributes, index);
    const fine = blank(part.fine);
    nearest([inputs[index]!], [fine], part);
    return fine;
  });
  const joined = layerJoin(attributes);
  const x = blank(joined.output);
  join(parts, [x], joined);
  (family === "conv" ? conv : depthwise)([x, kernel], [y], geometry);
  affine([y, scale, shift], [y], { shape: outputShape(geometry), activation });
}
