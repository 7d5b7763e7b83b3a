import { product } from "../../kernels/geometry.ts";
import { layerJoin, layerPart, type LayerAttributes } from "../../kernels/specs.ts";
import { BYTES, type SimdContext, type SimdKernel } from "../context.ts";
import { depthwiseForwardProducts, directProducts } from "./conv.ts";
import { join } from "./join.ts";
import { ACTIVATION_CODES, createFinisher } from "./norm.ts";
import { nearest } from "./scale.ts";
import { canReadApart, isWinograd, winogradLayer, type WinogradSource } from "./winograd.ts";

/**
 * A layer that nothing learns in. Winograd's convolution reads the maps where they are and writes what is activated; the others get a
 * map that was put together, and are activated while their rows are in the cache.
 */
export const layer: SimdKernel<LayerAttributes> = (context, inputs, [y], attributes) => {
  const { family, geometry, activation, channels } = attributes;
  const [kernel, scale, shift] = inputs.slice(channels.length);
  const sources = sourcesOf(inputs, attributes);
  if (family === "conv" && isWinograd(geometry) && canReadApart(geometry, sources)) {
    const finish = { scale: scale!, shift: shift!, code: ACTIVATION_CODES[activation] };
    winogradLayer(context, sources, kernel!, y!, { geometry, finish });
    return;
  }
  const finish = createFinisher(context, { channels: geometry.outChannels, activation }, scale!, shift!);
  const products = family === "conv" ? directProducts : depthwiseForwardProducts;
  products(context, [together(context, inputs, attributes), kernel!, y!], geometry, finish);
};

function sourcesOf(inputs: readonly number[], { channels, factors }: LayerAttributes): readonly WinogradSource[] {
  let first = 0;
  return channels.map((count, index) => ({
    address: inputs[index]!,
    channels: count,
    first: (first += count) - count,
    factor: factors[index]!,
  }));
}

/** The maps as one: the map itself, where it is alone and as large as the input. */
function together(context: SimdContext, inputs: readonly number[], attributes: LayerAttributes): number {
  const blank = (shape: readonly number[]) => context.scratch(product(shape) * BYTES);
  const parts = attributes.channels.map((_, index) => {
    const part = layerPart(attributes, index);
    if (product(part.factor) === 1) return inputs[index]!;
    const fine = blank(part.fine);
    nearest(context, [inputs[index]!], [fine], part);
    return fine;
  });
  const joined = layerJoin(attributes);
  if (parts.length === 1) return parts[0]!;
  const whole = blank(joined.output);
  join(context, parts, [whole], joined);
  return whole;
}
