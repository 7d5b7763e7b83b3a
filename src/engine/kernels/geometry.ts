import { convExtent, samePadding, type Padding } from "../../core/network/semantics.ts";

/** Extents along [depth, height, width]; a 2D network has depth 1 everywhere. */
export type Extents = readonly [depth: number, height: number, width: number];

/** All that a convolution needs to know; feature maps are [batch, depth, height, width, channels]. */
export interface ConvGeometry {
  readonly batch: number;
  readonly input: Extents;
  readonly output: Extents;
  readonly size: Extents;
  readonly stride: Extents;
  readonly dilation: Extents;
  /** Zeros in front of the first voxel. */
  readonly before: Extents;
  readonly inChannels: number;
  /** Equal to `inChannels` for a depthwise convolution. */
  readonly outChannels: number;
}

/** A full feature map's shape. */
export type MapShape = readonly [batch: number, depth: number, height: number, width: number, channels: number];

/** Puts missing leading axes in front: [3, 3] becomes [1, 3, 3]. */
export function toExtents(values: readonly number[], fill = 1): Extents {
  const padded = [...Array<number>(3 - values.length).fill(fill), ...values];
  return [padded[0]!, padded[1]!, padded[2]!];
}

export const mapExtents = (of: (axis: 0 | 1 | 2) => number): Extents => [of(0), of(1), of(2)];

export const product = (values: readonly number[]): number => values.reduce((result, value) => result * value, 1);

export interface ConvWindow {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: Padding;
}

const geometries = new Map<string, ConvGeometry>();

/** Geometries kept, so that the same convolution is the same object in every step and backends can keep what follows from it. */
const KEPT = 2000;

export function convGeometry(shape: MapShape, window: ConvWindow, outChannels: number): ConvGeometry {
  const key = [shape, window.size, window.stride, window.dilation, window.padding, outChannels].join("/");
  const known = geometries.get(key) ?? createGeometry(shape, window, outChannels);
  if (geometries.size >= KEPT) geometries.clear();
  geometries.set(key, known);
  return known;
}

function createGeometry([batch, d, h, w, inChannels]: MapShape, window: ConvWindow, outChannels: number): ConvGeometry {
  const input: Extents = [d, h, w];
  const [size, stride, dilation] = [toExtents(window.size), toExtents(window.stride), toExtents(window.dilation)];
  const along = (axis: 0 | 1 | 2) => ({ size: size[axis], stride: stride[axis], dilation: dilation[axis] });
  const output = mapExtents((axis) => convExtent(input[axis], along(axis), window.padding));
  const before = mapExtents((axis) => (window.padding === "same" ? samePadding(input[axis], along(axis)).before : 0));
  return { batch, input, output, size, stride, dilation, before, inChannels, outChannels };
}

export const inputShape = ({ batch, input, inChannels }: ConvGeometry): MapShape => [batch, ...input, inChannels];
export const outputShape = ({ batch, output, outChannels }: ConvGeometry): MapShape => [batch, ...output, outChannels];
