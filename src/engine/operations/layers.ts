import { add, div, mul, ones, sqrt, sub, tidy, zeros, type Tensor } from "@tensorflow/tfjs-core";
import type { NetworkNode } from "../../core/network/network.ts";
import type { ActivationName } from "../../core/network/operations.ts";
import { NORM_EPSILON } from "../../core/network/semantics.ts";
import {
  convGeometry,
  mapExtents,
  toExtents,
  type ConvWindow,
  type Extents,
  type MapShape,
} from "../kernels/geometry.ts";
import { runKernel } from "../kernels/run.ts";
import type { LayerAttributes } from "../kernels/specs.ts";
import { cropMaps } from "../ops/join.ts";
import { upsample } from "../ops/scale.ts";

/** What an operation is in a layer that a prediction computes in one go. */
export type LayerRole =
  | {
      readonly is: "products";
      readonly family: LayerAttributes["family"];
      readonly window: ConvWindow;
      readonly hasBias: boolean;
    }
  /** A normalisation by running statistics: a scale and a shift of each channel. */
  | { readonly is: "scale"; readonly isPlain: boolean }
  /** Maps side by side. */
  | { readonly is: "join" }
  /** Voxels that stand several times. */
  | { readonly is: "repeat"; readonly factor: Extents };

/** Null where an operation is computed by itself. */
export function layerRole(node: NetworkNode): LayerRole | null {
  switch (node.kind) {
    case "conv":
      return { is: "products", family: "conv", window: node.params, hasBias: node.params.bias };
    case "depthwiseConv":
      return { is: "products", family: "depthwise", window: node.params, hasBias: node.params.bias };
    case "norm":
      return node.params.per === "batch" ? { is: "scale", isPlain: node.params.isPlain === true } : null;
    case "concat":
      return { is: "join" };
    case "upsample":
      return node.params.type === "nearest" ? { is: "repeat", factor: toExtents(node.params.factor) } : null;
    default:
      return null;
  }
}

/** A convolution with what was folded into it. */
export interface Layer {
  readonly products: Extract<LayerRole, { is: "products" }>;
  /** Prefix of the weights of the convolution. */
  readonly weightKey: string;
  /** The normalisation behind it, with the prefix of its weights. */
  readonly norm: { readonly isPlain: boolean; readonly weightKey: string } | null;
  readonly activation: ActivationName;
  /** How often each voxel of each of its maps stands in its input. */
  readonly factors: readonly Extents[];
}

/** activation(scale · convolution + shift) of maps side by side. The caller owns the result. */
export function applyLayer(layer: Layer, maps: readonly Tensor[], weight: (name: string) => Tensor): Tensor {
  return tidy(() => {
    const { family, window } = layer.products;
    const parts = alike(maps, layer.factors);
    const channels = parts.map(({ map }) => map.shape[4]!);
    const total = channels.reduce((sum, count) => sum + count, 0);
    const kernel = weight(`${layer.weightKey}/kernel`);
    const outputs = family === "conv" ? kernel.shape[4]! : total;
    const input: MapShape = [parts[0]!.map.shape[0], ...extentsOf(parts[0]!), total];
    const geometry = convGeometry(input, window, outputs);
    const { scale, shift } = affineOf(layer, outputs, weight);
    return runKernel("layer", [...parts.map(({ map }) => map), kernel, scale, shift], {
      ...{ family, geometry, channels, activation: layer.activation },
      factors: parts.map(({ factor }) => factor),
    })[0]!;
  });
}

interface Part {
  readonly map: Tensor;
  readonly factor: Extents;
}

const ONCE: Extents = [1, 1, 1];
const extentsOf = ({ map, factor }: Part): Extents => mapExtents((axis) => map.shape[axis + 1]! * factor[axis]);

/** Parts of the same extents: where they are not, each is what it stands for, cropped to the centre that all share. */
function alike(maps: readonly Tensor[], factors: readonly Extents[]): readonly Part[] {
  const parts = maps.map((map, index) => ({ map, factor: factors[index]! }));
  const extents = parts.map(extentsOf);
  if (extents.every((each) => each.join() === extents[0]!.join())) return parts;
  const whole = parts.map(({ map, factor }) =>
    factor.join() === ONCE.join() ? map : upsample(map, "nearest", factor),
  );
  return cropMaps(whole).map((map) => ({ map, factor: ONCE }));
}

/** What the convolution is scaled and shifted by: its own bias, and the running statistics of the normalisation behind it. */
function affineOf({ products, norm, weightKey }: Layer, channels: number, weight: (name: string) => Tensor) {
  const bias = products.hasBias ? weight(`${weightKey}/bias`) : zeros([channels]);
  if (!norm) return { scale: ones([channels]), shift: bias };
  const own = (name: string) => weight(`${norm.weightKey}/${name}`);
  const deviation = sqrt(add(own("variance"), NORM_EPSILON));
  const scale = norm.isPlain ? div(1, deviation) : div(own("gamma"), deviation);
  const shift = mul(sub(bias, own("mean")), scale);
  return { scale, shift: norm.isPlain ? shift : add(own("beta"), shift) };
}
