import { describe, expect, test } from "vitest";
import { analyse } from "../network/analysis.ts";
import type { Network, NetworkNode } from "../network/network.ts";
import type { Padding } from "../network/operations.ts";
import { lengthOf, type Region } from "./dataset.ts";
import { planTiles, type Tile, type TilingOptions } from "./tiling.ts";

/** Two levels with a skip: what every encoder-decoder's extents boil down to. */
function twoLevels(padding: Padding, dimension: 2 | 3): Network {
  const each = (value: number) => Array.from({ length: dimension }, () => value);
  const conv = (id: string, source: string): NetworkNode => ({
    id,
    kind: "conv",
    inputs: [source],
    params: { kernels: 2, size: each(3), stride: each(1), dilation: each(1), padding, bias: true, initial: "he" },
  });
  const nodes: NetworkNode[] = [
    { id: "input", kind: "input", params: { channels: 1 }, inputs: [] },
    conv("fine", "input"),
    { id: "pool", kind: "pool", params: { type: "max", factor: each(2) }, inputs: ["fine"] },
    conv("coarse", "pool"),
    { id: "up", kind: "upsample", params: { type: "nearest", factor: each(2) }, inputs: ["coarse"] },
    { id: "concat", kind: "concat", params: {}, inputs: ["fine", "up"] },
    conv("last", "concat"),
  ];
  return { dimension, nodes, output: "last" };
}

const region = (depth: number, height: number, width: number): Region => ({
  z: { from: 2, to: 2 + depth },
  y: { from: 0, to: height },
  x: { from: 3, to: 3 + width },
});
const large: TilingOptions = { maxActivations: 1e9, overlap: [2, 8, 8] };
const small: TilingOptions = { maxActivations: 40_000, overlap: [2, 8, 8] };

/** How often each voxel of the region is kept. */
function kept({ z, y, x }: Region, tiles: readonly Tile[]): readonly number[] {
  const counts = Array.from({ length: lengthOf(z) * lengthOf(y) * lengthOf(x) }, () => 0);
  for (const { keep } of tiles) {
    for (let slice = keep.z.from; slice < keep.z.to; slice++) {
      for (let row = keep.y.from; row < keep.y.to; row++) {
        for (let column = keep.x.from; column < keep.x.to; column++)
          counts[((slice - z.from) * lengthOf(y) + row - y.from) * lengthOf(x) + column - x.from]!++;
      }
    }
  }
  return counts;
}

describe.each([
  ["2D, same", twoLevels("same", 2), region(3, 61, 45)],
  ["2D, valid", twoLevels("valid", 2), region(2, 61, 45)],
  ["3D, same", twoLevels("same", 3), region(7, 21, 30)],
  ["3D, valid", twoLevels("valid", 3), region(7, 21, 30)],
])("tiles of a network (%s)", (_, network, box) => {
  test.each([
    ["in one pass", large],
    ["in many", small],
  ])("keep every voxel exactly once, %s", (_, options) => {
    const tiles = planTiles(network, box, options);
    expect(new Set(kept(box, tiles))).toEqual(new Set([1]));
  });

  test("are within what the network really puts out, in the middle of what it reads", () => {
    for (const tile of planTiles(network, box, small)) {
      const extents = tile.extents.slice(3 - network.dimension);
      const output = analyse(network, { spatial: extents, channels: 1 }).output.spatial;
      expect(tile.outputExtents.slice(3 - network.dimension)).toEqual([...output]);
      (
        [
          ["z", 0],
          ["y", 1],
          ["x", 2],
        ] as const
      ).forEach(([axis, index]) => {
        expect(tile.keep[axis].from).toBeGreaterThanOrEqual(tile.outputStart[index]);
        expect(tile.keep[axis].to).toBeLessThanOrEqual(tile.outputStart[index] + tile.outputExtents[index]);
        expect(2 * (tile.outputStart[index] - tile.start[index])).toBe(tile.extents[index] - tile.outputExtents[index]);
      });
    }
  });
});

test("a whole slice is one tile where memory allows, padded to what the poolings divide", () => {
  const tiles = planTiles(twoLevels("same", 2), region(2, 61, 45), large);
  expect(tiles).toHaveLength(2);
  expect(tiles[0]!.extents).toEqual([1, 62, 46]);
});

test("where tiles overlap, the border between them is in the middle of the overlap", () => {
  const [first, second] = planTiles(twoLevels("same", 2), region(1, 16, 200), {
    maxActivations: 30_000,
    overlap: [2, 8, 8],
  });
  const overlap = first!.outputStart[2] + first!.outputExtents[2] - second!.outputStart[2];
  expect(overlap).toBeGreaterThanOrEqual(8);
  expect(first!.keep.x.to).toBe(second!.outputStart[2] + Math.floor(overlap / 2));
});

test("a network that cannot predict even a small tile says that memory is the reason", () => {
  expect(() => planTiles(twoLevels("same", 2), region(1, 64, 64), { maxActivations: 10, overlap: [2, 8, 8] })).toThrow(
    /too large/,
  );
});
