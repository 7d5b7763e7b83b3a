import type { VoxelArray } from "./volume.ts";

type Size = readonly [width: number, height: number];

/** Class indices of a picture at another size: every pixel takes the nearest one, as classes have no mean. */
export function resampleLabels(
  labels: Uint8Array,
  [width, height]: Size,
  [toWidth, toHeight]: Size,
): Uint8Array<ArrayBuffer> {
  const resampled = new Uint8Array(toWidth * toHeight);
  for (let y = 0; y < toHeight; y++) {
    const row = Math.floor(((y + 0.5) * height) / toHeight) * width;
    for (let x = 0; x < toWidth; x++)
      resampled[y * toWidth + x] = labels[row + Math.floor(((x + 0.5) * width) / toWidth)]!;
  }
  return resampled;
}

/** Grey values of a picture at a smaller size: every pixel is the mean of those that it covers. At the same size it is given back. */
export function resampleGreys(greys: VoxelArray, [width, height]: Size, [toWidth, toHeight]: Size): VoxelArray {
  if (toWidth === width && toHeight === height) return greys;
  const resampled = new Float32Array(toWidth * toHeight);
  const [ends, rows] = [edges(width, toWidth), edges(height, toHeight)];
  for (let y = 0; y < toHeight; y++)
    for (let x = 0; x < toWidth; x++) {
      let sum = 0;
      for (let row = rows[y]!; row < rows[y + 1]!; row++)
        for (let column = ends[x]!; column < ends[x + 1]!; column++) sum += greys[row * width + column]!;
      resampled[y * toWidth + x] = sum / ((rows[y + 1]! - rows[y]!) * (ends[x + 1]! - ends[x]!));
    }
  return resampled;
}

const edges = (size: number, parts: number): readonly number[] =>
  Array.from({ length: parts + 1 }, (_, part) => Math.floor((part * size) / parts));

/** The size of a picture whose longer side is at most so many pixels, in the same proportions. */
export function fittedSize([width, height]: Size, most: number): Size {
  const scale = Math.min(1, most / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}
