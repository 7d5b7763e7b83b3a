import { describe, expect, test } from "vitest";
import type { Region } from "./dataset.ts";
import { scoredTiles } from "./scoredTiles.ts";

const SHAPE = [4, 256, 384] as const;
const PLANE = SHAPE[1] * SHAPE[2];
/** Two slices that were annotated. */
const REGION: Region = { z: { from: 1, to: 3 }, y: { from: 0, to: 256 }, x: { from: 0, to: 384 } };

const plain = () => new Uint8Array(SHAPE[0] * PLANE);

const sizeOf = ({ z, y, x }: Region) => (z.to - z.from) * (y.to - y.from) * (x.to - x.from);
const total = (tiles: readonly Region[]) => tiles.reduce((sum, tile) => sum + sizeOf(tile), 0);

describe("tiles that evaluations in between are made of", () => {
  test("are about the share that was asked for, within single slices of the part", () => {
    const tiles = scoredTiles({ shape: SHAPE, labels: plain() }, [REGION], { share: 0.25, dimension: 2 });
    expect(tiles.length).toBe(3);
    expect(total(tiles) / (2 * PLANE)).toBeCloseTo(0.25, 5);
    for (const { z, y, x } of tiles) {
      expect([1, 2]).toContain(z.from);
      expect(z.to).toBe(z.from + 1);
      expect([y.to - y.from, x.to - x.from]).toEqual([128, 128]);
    }
  });

  test("are the same each time", () => {
    const asked = () => scoredTiles({ shape: SHAPE, labels: plain() }, [REGION], { share: 0.25, dimension: 2 });
    expect(asked()).toEqual(asked());
  });

  test.each([0, 5, 11])("hold a class that is in one place alone: tile %i", (tile) => {
    const labels = plain();
    const [z, row, column] = [1 + Math.floor(tile / 6), Math.floor((tile % 6) / 3), tile % 3];
    labels[z * PLANE + (row * 128 + 60) * SHAPE[2] + column * 128 + 70] = 1;
    const tiles = scoredTiles({ shape: SHAPE, labels }, [REGION], { share: 0.1, dimension: 2 });
    const holds = ({ z: slices, y, x }: Region) => slices.from === z && y.from === row * 128 && x.from === column * 128;
    expect(tiles.some(holds)).toBe(true);
    expect(tiles.length).toBe(2);
  });

  test("are boxes of several slices for 3D networks, and never empty", () => {
    const region = { ...REGION, z: { from: 0, to: 4 } };
    const tiles = scoredTiles({ shape: SHAPE, labels: plain() }, [region], { share: 0.01, dimension: 3 });
    expect(tiles).toHaveLength(1);
    expect(tiles[0]!.z).toEqual({ from: 0, to: 4 });
  });

  test("do not look for what nobody annotated", () => {
    const labels = plain().fill(255);
    expect(scoredTiles({ shape: SHAPE, labels }, [REGION], { share: 0.01, dimension: 2 })).toHaveLength(1);
  });
});
