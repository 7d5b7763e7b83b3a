import type { Geometry } from "./geometry.ts";

/** Voxels along [depth, height, width]; a single section has depth 1. Row-major: x runs fastest. */
export type Shape3 = readonly [depth: number, height: number, width: number];

/** Element types by the names NumPy gives them. */
export const VOXEL_ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;
export type VoxelType = keyof typeof VOXEL_ARRAYS;

export type VoxelArray =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** A grey-value image stack. Integer data keep their type; how it is shown is a window, never a change of the data. */
export interface Volume {
  readonly shape: Shape3;
  readonly data: VoxelArray;
  /** Nanometres per voxel along [z, y, x]; null where the file does not say. */
  readonly voxelSizeNm: readonly [z: number, y: number, x: number] | null;
  /** Where it lies in space, where its file says so. */
  readonly geometry?: Geometry;
}

export interface Intensities {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly deviation: number;
}

export const voxelCount = ([depth, height, width]: Shape3): number => depth * height * width;

export const shapeText = (shape: readonly number[]): string => shape.join(" × ");

/** The name NumPy would give the element type, such as "uint8". */
export function dtypeOf(data: VoxelArray): string {
  return data.constructor.name.replace("Array", "").toLowerCase();
}

/** One slice as a view, no copy. */
export function sliceOf<Data extends VoxelArray>(data: Data, [, height, width]: Shape3, z: number): Data {
  return data.subarray(z * height * width, (z + 1) * height * width) as Data;
}

/** Minimum, maximum, mean and standard deviation (population), over the voxels of slices [from, to). */
export function intensities(volume: Volume, from = 0, to: number = volume.shape[0]): Intensities {
  const plane = volume.shape[1] * volume.shape[2];
  const data = volume.data.subarray(from * plane, to * plane);
  let [min, max, sum, squares] = [Infinity, -Infinity, 0, 0];
  const pivot = data[0] ?? 0;
  for (const value of data) {
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value - pivot;
    squares += (value - pivot) ** 2;
  }
  const shifted = sum / data.length;
  return {
    min,
    max,
    mean: pivot + shifted,
    deviation: Math.sqrt(Math.max(0, squares / data.length - shifted * shifted)),
  };
}

/** Counts of values in equal bins over [min, max], from at most about a million voxels spread evenly. */
export function histogram(
  volume: Volume,
  { min, max }: Pick<Intensities, "min" | "max">,
  bins: number,
): Uint32Array<ArrayBuffer> {
  const counts = new Uint32Array(bins);
  const step = Math.max(1, Math.floor(volume.data.length / 1e6));
  const scale = max > min ? bins / (max - min) : 0;
  for (let index = 0; index < volume.data.length; index += step) {
    counts[Math.min(bins - 1, Math.floor((volume.data[index]! - min) * scale))]!++;
  }
  return counts;
}

/** The intensity window that cuts `share` of the voxels at either end: what an image is first shown with. */
export function automaticWindow(
  volume: Volume,
  range: Pick<Intensities, "min" | "max">,
  share = 0.002,
): readonly [low: number, high: number] {
  const bins = 1024;
  const counts = histogram(volume, range, bins);
  const cut = counts.reduce((sum, count) => sum + count, 0) * share;
  const edge = (order: readonly number[]) => {
    let passed = 0;
    return order.find((bin) => (passed += counts[bin]!) > cut) ?? order[0]!;
  };
  const ascending = Array.from({ length: bins }, (_, bin) => bin);
  const width = (range.max - range.min) / bins;
  return [range.min + edge(ascending) * width, range.min + (edge(ascending.toReversed()) + 1) * width];
}
