import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyOperation, operationKinds } from "../../testing/anyOperation.ts";
import { analyse } from "../network/analysis.ts";
import type { Network, NetworkNode } from "../network/network.ts";
import { operationOf } from "../network/operations.ts";
import type { Padding } from "../network/semantics.ts";
import { lengthOf, type Region } from "./dataset.ts";
import { planTiles, type Tile, type TilingOptions } from "./tiling.ts";
import { oneOutput } from "../network/outputs.ts";

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
  return { dimension, nodes, outputs: oneOutput("last") };
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

/** Operations that shrink their input, alone between the image and an enlargement of as much. */
const shrinking = fc
  .constantFrom(...operationKinds)
  .chain(anyOperation)
  .filter(({ kind, params, inputs }) => {
    const spatial = inputs[0]!.spatial.map(() => 36);
    const output = operationOf({ kind, params }).outputShape(
      inputs.map((input) => ({ ...input, spatial })),
      params,
    );
    const strides = spatial.map((_, axis) => operationOf({ kind, params }).alignment(params, axis));
    return (
      strides.some((stride) => stride > 1) && output.spatial.every((extent, axis) => strides[axis] === 36 / extent)
    );
  });

test("tiles of a network with any operation that shrinks begin where the whole image would be shrunk", () => {
  fc.assert(
    fc.property(shrinking, fc.integer({ min: 20, max: 90 }), ({ kind, params, inputs }, extent) => {
      const dimension = inputs[0]!.spatial.length as 2 | 3;
      const strides = inputs[0]!.spatial.map((_, axis) => operationOf({ kind, params }).alignment(params, axis));
      const nodes = [
        { id: "input", kind: "input", params: { channels: 1 }, inputs: [] },
        { id: "smaller", kind, params, inputs: ["input"] } as unknown as NetworkNode,
        { id: "larger", kind: "upsample", params: { type: "nearest", factor: strides }, inputs: ["smaller"] },
      ] as const;
      const box = region(dimension === 3 ? 9 : 1, extent, 2 * extent);
      const tiles = planTiles({ dimension, nodes, outputs: oneOutput("larger") }, box, {
        maxActivations: 6000,
        overlap: [2, 4, 4],
      });
      expect(new Set(kept(box, tiles))).toEqual(new Set([1]));
      for (const { start, extents } of tiles) {
        const axes = [box.z.from, box.y.from, box.x.from].map(
          (from, axis) => [start[axis]! - from, extents[axis]!] as const,
        );
        axes.slice(3 - dimension).forEach(([offset, size], axis) => {
          expect([offset % strides[axis]!, size % strides[axis]!].map(Math.abs)).toEqual([0, 0]);
        });
      }
    }),
    { seed: 42, numRuns: 60 },
  );
});

test("a network that cannot predict even a small tile says that memory is the reason", () => {
  expect(() => planTiles(twoLevels("same", 2), region(1, 64, 64), { maxActivations: 10, overlap: [2, 8, 8] })).toThrow(
    /too large/,
  );
});
