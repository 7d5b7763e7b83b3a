import { encode } from "fast-png";
import type { NetworkSubject } from "../networkFormat.ts";

/** Grey values of the middle of the test tile on the left, the classes that the network sees there on the right. */
export function coverOf({ tile, facts }: NetworkSubject): Uint8Array<ArrayBuffer> {
  const [height, width] = tile.spatial.slice(-2) as [number, number];
  const plane = height * width;
  const grey = middle(tile.grey, plane);
  const [low, high] = [quantile(grey, 0.01), quantile(grey, 0.99)];
  const data = new Uint8Array(2 * plane * 3);
  const paint = (at: number, color: readonly number[]) => data.set(color, 3 * at);
  const classAt = classesOf({ tile, facts });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const shade = Math.max(0, Math.min(255, Math.round((255 * (grey[y * width + x]! - low)) / (high - low || 1))));
      paint(y * 2 * width + x, [shade, shade, shade]);
      paint(y * 2 * width + width + x, classAt(y, x));
    }
  }
  return encode({ width: 2 * width, height, data, depth: 8, channels: 3 }) as Uint8Array<ArrayBuffer>;
}

const middle = (values: Float32Array, plane: number): Float32Array => {
  const first = Math.floor(values.length / plane / 2) * plane;
  return values.subarray(first, first + plane);
};

function quantile(values: Float32Array, share: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}

/** Colour of the most probable class at a place of the tile; black where the output does not reach. */
function classesOf({
  tile,
  facts,
}: Pick<NetworkSubject, "tile" | "facts">): (y: number, x: number) => readonly number[] {
  const [height, width] = tile.outputSpatial.slice(-2) as [number, number];
  const [dy, dx] = [(tile.spatial.at(-2)! - height) >> 1, (tile.spatial.at(-1)! - width) >> 1];
  const voxels = tile.outputSpatial.reduce((product, extent) => product * extent, 1);
  const first = Math.floor(voxels / (height * width) / 2) * height * width;
  const colors = facts.classes.map(({ color }) => rgb(color));
  return (y, x) => {
    const [row, column] = [y - dy, x - dx];
    if (row < 0 || column < 0 || row >= height || column >= width) return [0, 0, 0];
    const at = first + row * width + column;
    let best = 0;
    for (let index = 1; index < colors.length; index++)
      if (tile.probabilities[index * voxels + at]! > tile.probabilities[best * voxels + at]!) best = index;
    return colors[best]!;
  };
}

/** "#rrggbb"; what has no colour is black. */
const rgb = (color: string): readonly number[] =>
  /^#[\da-f]{6}$/i.test(color) ? [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) : [0, 0, 0];
