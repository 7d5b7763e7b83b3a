import { lengthOf, type Region } from "./dataset.ts";
import type { LabelMap } from "./labelMap.ts";
import { rowsOf } from "./regionRows.ts";
import type { Volume } from "./volume.ts";

/** Grey values of the training part, by which every image is normalised before a network reads it. */
export interface Intensity extends Partial<GreyRange> {
  readonly mean: number;
  readonly deviation: number;
  /** Whether every volume was brought to mean 0 and deviation 1 by itself before. */
  readonly isPerSubject?: boolean;
}

/** Grey values below or above count as this one: those of hot and dead voxels, which would else stretch the scale of all others. */
export interface GreyRange {
  readonly low: number;
  readonly high: number;
}

/** Share of the voxels at either end that a believable grey value may lie beyond, by the width of what lies between. */
const SHARE = 0.001;
/** Voxels at either end that are passed over in a small image, of which a thousandth is none. */
const FEW = 5;
/** Values that quantiles are found from, evenly spread. */
export const MOST_SAMPLES = 1_000_000;
const MOST_CLASS_SAMPLES = 100_000;

/**
 * The range of believable grey values: from the 0.1 % to the 99.9 % quantile, wider by its own width at either end, so that an image
 * without hot or dead voxels lies well within. Null where nearly all voxels are alike, of which no width can be told.
 */
export function believableRange(values: ArrayLike<number>): GreyRange | null {
  const step = Math.max(1, Math.ceil(values.length / MOST_SAMPLES));
  const sorted = new Float64Array(Math.ceil(values.length / step));
  for (let index = 0; index < sorted.length; index++) sorted[index] = values[index * step]!;
  const skipped = Math.max(Math.floor(sorted.length * SHARE), Math.min(FEW, Math.floor(sorted.length / 100)));
  const [bottom, top] = [skipped, sorted.length - 1 - skipped].map((rank) => ranked(sorted, rank));
  if (bottom === undefined || top === undefined || bottom === top) return null;
  return { low: bottom - (top - bottom), high: top + (top - bottom) };
}

/** The value that would stand at that place if the values were sorted, found without sorting all of them; they are moved about. */
function ranked(values: Float64Array, rank: number): number | undefined {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let [left, right] = [low, high];
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      const moved = values[left]!;
      values[left++] = values[right]!;
      values[right--] = moved;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else break;
  }
  return values[rank];
}

/** The value, held within two bounds. */
export const clamped = (value: number, low: number, high: number): number =>
  value < low ? low : value > high ? high : value;

/** Gathers mean and population deviation of values that come piece by piece, those beyond the range held at its ends. */
export function createMoments({ low = -Infinity, high = Infinity }: Partial<GreyRange> = {}) {
  let [sum, squares, count] = [0, 0, 0];
  let pivot: number | null = null;
  return {
    add(data: ArrayLike<number>, from: number, to: number): void {
      if (from >= to) return;
      const first = (pivot ??= clamped(data[from]!, low, high));
      let [total, totalSquares] = [sum, squares];
      for (let at = from; at < to; at++) {
        const value = clamped(data[at]!, low, high) - first;
        total += value;
        totalSquares += value * value;
      }
      [sum, squares, count] = [total, totalSquares, count + to - from];
    },
    result(): Pick<Intensity, "mean" | "deviation"> {
      const shifted = sum / count;
      return { mean: (pivot ?? 0) + shifted, deviation: Math.sqrt(Math.max(0, squares / count - shifted * shifted)) };
    },
  };
}

/** Mean and population deviation of the grey values in some boxes of a stack, hot and dead voxels held within the range. */
export function regionIntensities(
  { shape, data }: Volume,
  regions: readonly Region[],
  range: Partial<GreyRange> = {},
): Pick<Intensity, "mean" | "deviation"> {
  const moments = createMoments(range);
  for (const [from, to] of rowsOf(shape, regions)) moments.add(data, from, to);
  return moments.result();
}

/**
 * The intensity of some boxes of a stack, hot and dead voxels held within what is believable there. What most voxels of a labelled
 * class have in common is believable, however rare the class: it is a structure, no broken voxel.
 */
export function robustIntensity(
  volume: Volume,
  regions: readonly Region[],
  labels?: Pick<LabelMap, "data" | "classes">,
): Intensity {
  const believable = believableRange(sampled(volume, regions));
  const range = believable && labels ? widened(believable, classRanges(volume, regions, labels)) : (believable ?? {});
  return { ...regionIntensities(volume, regions, range), ...range };
}

/** Share of a class's voxels at either end that may be broken. */
const BROKEN_SHARE = 0.05;

/** From the 5 % to the 95 % quantile of each class. */
function classRanges(
  { shape, data }: Volume,
  regions: readonly Region[],
  labels: Pick<LabelMap, "data" | "classes">,
): readonly GreyRange[] {
  const values = labels.classes.map((): number[] => []);
  for (const [from, to] of rowsOf(shape, regions)) {
    for (let at = from; at < to; at++) {
      const held = values[labels.data[at]!];
      if (held && held.length < MOST_CLASS_SAMPLES) held.push(data[at]!);
    }
  }
  return values
    .filter(({ length }) => length > 0)
    .map((held) => {
      const sorted = Float64Array.from(held).sort();
      const skipped = Math.ceil(sorted.length * BROKEN_SHARE);
      const [bottom, top] = [
        sorted[Math.min(skipped, (sorted.length - 1) >> 1)]!,
        sorted[Math.max(sorted.length - 1 - skipped, sorted.length >> 1)]!,
      ];
      return { low: bottom, high: top };
    });
}

/** A range that others lie within too, as far from its ends as its own quantiles are. */
function widened({ low, high }: GreyRange, others: readonly GreyRange[]): GreyRange {
  const margin = (high - low) / 3;
  return {
    low: Math.min(low, ...others.map((other) => other.low - margin)),
    high: Math.max(high, ...others.map((other) => other.high + margin)),
  };
}

/** Grey values that such shares of the voxels in some boxes lie below. */
export function quantiles(volume: Volume, regions: readonly Region[], shares: readonly number[]): readonly number[] {
  const sorted = sampled(volume, regions).sort();
  return shares.map((share) => sorted[Math.round(share * (sorted.length - 1))]!);
}

/** Values of the boxes, evenly spread where there are more than can be sorted. */
function sampled(volume: Volume, regions: readonly Region[]): Float64Array {
  const count = regions.reduce((total, { z, y, x }) => total + lengthOf(z) * lengthOf(y) * lengthOf(x), 0);
  const step = Math.max(1, Math.ceil(count / MOST_SAMPLES));
  const values = new Float64Array(Math.ceil(count / step));
  let [passed, next] = [0, 0];
  for (const [from, to] of rowsOf(volume.shape, regions)) {
    for (; next < passed + to - from; next += step) values[next / step] = volume.data[from + next - passed]!;
    passed += to - from;
  }
  return values;
}

/** How many voxels of a stack lie beyond what is believable. */
export function countBeyond(
  { data }: Pick<Volume, "data">,
  { low = -Infinity, high = Infinity }: Partial<GreyRange>,
): number {
  let count = 0;
  for (const value of data) if (value < low || value > high) count++;
  return count;
}

/** How far an image's mean may lie from that of the training, in deviations, and its deviation as a factor. */
const FAR = { mean: 1.5, deviation: 2 };

/** Whether an image looks, by its grey values, as the networks were trained on. */
export const fitsIntensity = (trained: Intensity, found: Pick<Intensity, "mean" | "deviation">): boolean =>
  Math.abs(found.mean - trained.mean) <= FAR.mean * trained.deviation &&
  found.deviation <= FAR.deviation * trained.deviation &&
  found.deviation * FAR.deviation >= trained.deviation;
