import type * as tfjs from "@tensorflow/tfjs";
import type { SymbolicTensor } from "@tensorflow/tfjs";
import type { FeatureShape } from "../../../core/network/network.ts";
import type { WeightArray } from "../../../core/network/weights.ts";

type Tf = typeof tfjs;
type Layer = tfjs.layers.Layer;
type Numbers = Pick<WeightArray, "shape" | "values">;

const product = (values: readonly number[]): number => values.reduce((result, value) => result * value, 1);

/** Kernel that takes each channel to itself: `taps` are its numbers for one channel, of the size given. */
function identityKernel(
  size: readonly number[],
  taps: ArrayLike<number>,
  channels: number,
  wanted = channels,
): Numbers {
  const values = new Float32Array(product(size) * channels * wanted);
  for (let tap = 0; tap < taps.length; tap++)
    for (let c = 0; c < channels; c++) values[(tap * channels + c) * wanted + c] = taps[tap]!;
  return { shape: [...size, channels, wanted], values };
}

const zeros = { kernelInitializer: "zeros", biasInitializer: "zeros" } as const;

/** How a kernel slides. */
interface Slide {
  readonly stride?: readonly number[];
  readonly dilation?: readonly number[];
  readonly padding?: "same" | "valid";
  readonly bias?: Numbers | undefined;
}

/** Layers with weights. */
function createSliding(tf: Tf, dimension: 2 | 3) {
  const { layers } = tf;
  const isFlat = dimension === 2;
  const along = (value: number): number[] => Array.from({ length: dimension }, () => value);

  /** Adds a layer with its weights behind maps. */
  function apply(
    layer: Layer,
    inputs: SymbolicTensor | SymbolicTensor[],
    weights: readonly Numbers[] = [],
  ): SymbolicTensor {
    const output = layer.apply(inputs) as SymbolicTensor;
    const tensors = weights.map(({ shape, values }) => tf.tensor(values, [...shape]));
    if (tensors.length > 0) layer.setWeights(tensors);
    tf.dispose(tensors);
    return output;
  }

  function conv(
    name: string,
    x: SymbolicTensor,
    kernel: Numbers,
    { stride, dilation, padding = "valid", bias }: Slide = {},
  ) {
    const options = {
      name,
      filters: kernel.shape.at(-1)!,
      kernelSize: kernel.shape.slice(0, -2) as [number, number, number],
      strides: (stride ?? along(1)) as [number, number, number],
      dilationRate: (dilation ?? along(1)) as [number, number, number],
      padding,
      useBias: bias !== undefined,
      ...zeros,
    };
    const layer = isFlat ? layers.conv2d(options) : layers.conv3d(options);
    return apply(layer, x, bias ? [kernel, bias] : [kernel]);
  }

  function convTranspose(
    name: string,
    x: SymbolicTensor,
    kernel: Numbers,
    stride: readonly number[],
    { padding = "valid", bias }: Slide = {},
  ) {
    const options = {
      name,
      filters: kernel.shape.at(-2)!,
      kernelSize: kernel.shape.slice(0, -2),
      strides: stride,
      padding,
      useBias: bias !== undefined,
      ...zeros,
    };
    const layer = isFlat ? layers.conv2dTranspose(options as never) : layers.conv3dTranspose(options as never);
    return apply(layer, x, bias ? [kernel, bias] : [kernel]);
  }

  return { layers, isFlat, along, apply, conv, convTranspose };
}

type Sliding = ReturnType<typeof createSliding>;

/** Layers that keep channels apart. */
function createDepthwise({ layers, isFlat, along, apply, conv }: Sliding) {
  function depthwise(
    name: string,
    x: SymbolicTensor,
    kernel: Numbers,
    { stride, dilation, padding = "valid", bias }: Slide = {},
  ) {
    const channels = kernel.shape.at(-2)!;
    if (!isFlat)
      return conv(name, x, diagonal(kernel, channels), {
        ...(stride && { stride }),
        ...(dilation && { dilation }),
        padding,
        bias,
      });
    const options = {
      name,
      kernelSize: kernel.shape.slice(0, -2),
      strides: stride ?? along(1),
      dilationRate: dilation ?? along(1),
      padding,
      useBias: bias !== undefined,
      depthwiseInitializer: "zeros",
      biasInitializer: "zeros",
    };
    return apply(layers.depthwiseConv2d(options as never), x, bias ? [kernel, bias] : [kernel]);
  }

  /** Every channel times a number, plus a number. */
  const affine = (name: string, x: SymbolicTensor, scale: Float32Array, shift: Float32Array): SymbolicTensor =>
    depthwise(
      name,
      x,
      { shape: [...along(1), scale.length, 1], values: scale },
      { bias: { shape: [shift.length], values: shift } },
    );

  return { depthwise, affine };
}

/** Layers that crop, pad, pool and repeat. */
function createShaping({ layers, isFlat, along, apply, conv, convTranspose }: Sliding) {
  const delta = (size: readonly number[], at: readonly number[]): Float32Array => {
    const taps = new Float32Array(product(size));
    taps[at.reduce((index, place, axis) => index * size[axis]! + place, 0)] = 1;
    return taps;
  };

  function crop(
    name: string,
    x: SymbolicTensor,
    channels: number,
    before: readonly number[],
    after: readonly number[],
  ) {
    if ([...before, ...after].every((side) => side === 0)) return x;
    if (isFlat)
      return apply(layers.cropping2D({ name, cropping: before.map((side, axis) => [side, after[axis]!]) as never }), x);
    const size = before.map((side, axis) => side + after[axis]! + 1);
    return conv(name, x, identityKernel(size, delta(size, before), channels));
  }

  function pad(name: string, x: SymbolicTensor, channels: number, before: readonly number[], after: readonly number[]) {
    if ([...before, ...after].every((side) => side === 0)) return x;
    if (isFlat)
      return apply(
        layers.zeroPadding2d({ name, padding: before.map((side, axis) => [side, after[axis]!]) as never }),
        x,
      );
    const size = before.map((side, axis) => side + after[axis]! + 1);
    return convTranspose(name, x, identityKernel(size, delta(size, before), channels), along(1));
  }

  function pool(
    name: string,
    type: "max" | "average",
    x: SymbolicTensor,
    poolSize: readonly number[],
    strides = poolSize,
  ) {
    const options = { name, poolSize, strides, padding: "valid" } as never;
    if (type === "max") return apply(isFlat ? layers.maxPooling2d(options) : layers.maxPooling3d(options), x);
    return apply(isFlat ? layers.averagePooling2d(options) : layers.averagePooling3d(options), x);
  }

  function nearest(name: string, x: SymbolicTensor, channels: number, factor: readonly number[]) {
    if (isFlat) return apply(layers.upSampling2d({ name, size: factor as [number, number] }), x);
    const taps = new Float32Array(product(factor)).fill(1);
    return convTranspose(name, x, identityKernel(factor, taps, channels), factor);
  }

  return { crop, pad, pool, nearest };
}

/** Enlargement with half-pixel centres. */
function createBilinear(
  { layers, along, apply, conv, convTranspose }: Sliding,
  {
    affine,
    nearest,
  }: Pick<ReturnType<typeof createDepthwise> & ReturnType<typeof createShaping>, "affine" | "nearest">,
) {
  /** Axis by axis: spread by a triangle; what that lacks at the borders, where there is no neighbour, comes from the border itself. */
  function bilinear(name: string, x: SymbolicTensor, channels: number, factor: readonly number[]): SymbolicTensor {
    return factor.reduce((map, times, axis) => {
      if (times === 1) return map;
      const own = `${name}_axis${axis}`;
      const taps = triangle(times);
      const alongAxis = (value: number) => along(1).map((one, other) => (other === axis ? value : one));
      const [size, stride] = [alongAxis(taps.length), alongAxis(times)];
      const spread = (suffix: string, from: SymbolicTensor, count: number) =>
        convTranspose(`${own}_${suffix}`, from, identityKernel(size, taps, count), stride, { padding: "same" });
      const none = { shape: [...along(1), channels, 1], values: new Float32Array(channels) };
      const ones = conv(`${own}_ones`, map, none, { bias: { shape: [1], values: Float32Array.of(1) } });
      const lacking = affine(`${own}_lacking`, spread("reached", ones, 1), Float32Array.of(-1), Float32Array.of(1));
      const border = apply(layers.multiply({ name: `${own}_border` }), [
        nearest(`${own}_repeated`, map, channels, stride),
        lacking,
      ]);
      return apply(layers.add({ name: own }), [spread("inner", map, channels), border]);
    }, x);
  }

  return bilinear;
}

/**
 * Layers that every reader of layers models knows, put together to what networks of the studio need: in 3D such readers have neither
 * padding, cropping nor enlargement by themselves, and nowhere half-pixel centres, so that kernels of ones and zeros stand for them.
 */
export type Layers = ReturnType<typeof createLayers>;

export function createLayers(tf: Tf, dimension: 2 | 3) {
  const sliding = createSliding(tf, dimension);
  const [apart, shaping] = [createDepthwise(sliding), createShaping(sliding)];
  const { along, apply, conv, convTranspose } = sliding;
  return {
    apply,
    conv,
    convTranspose,
    ...apart,
    ...shaping,
    bilinear: createBilinear(sliding, { ...apart, ...shaping }),
    /** The map with channels of zeros behind its own. */
    widen: (name: string, x: SymbolicTensor, { channels }: FeatureShape, wanted: number): SymbolicTensor =>
      channels === wanted ? x : conv(name, x, identityKernel(along(1), [1], channels, wanted)),
  };
}

/** A depthwise kernel [..., channels, 1] as one of all channels. */
function diagonal({ shape, values }: Numbers, channels: number): Numbers {
  const taps = values.length / channels;
  const all = new Float32Array(taps * channels * channels);
  for (let tap = 0; tap < taps; tap++)
    for (let c = 0; c < channels; c++) all[(tap * channels + c) * channels + c] = values[tap * channels + c]!;
  return { shape: [...shape.slice(0, -1), channels], values: all };
}

/** Shares of a voxel in those it is enlarged to, with half-pixel centres. */
function triangle(factor: number): Float32Array {
  const first = -Math.floor(factor / 2);
  const length = factor % 2 === 0 ? 2 * factor : 2 * factor - 1;
  return Float32Array.from({ length }, (_, at) => 1 - Math.abs((first + at + 0.5) / factor - 0.5));
}
