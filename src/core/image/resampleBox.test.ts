import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resampledSlice, resampleLinear, resampleNearest } from "./resampleBox.ts";
import { voxelCount, type Shape3 } from "./volume.ts";

const extent = fc.integer({ min: 1, max: 6 });
const shape: fc.Arbitrary<Shape3> = fc.tuple(extent, extent, extent);
const grid = shape.chain((of) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: voxelCount(of), maxLength: voxelCount(of) })
    .map((values) => ({ values: Float32Array.from(values), shape: of })),
);

describe("grey values, linear", () => {
  test("a constant stays constant", () => {
    fc.assert(
      fc.property(shape, shape, fc.integer({ min: -9, max: 9 }), (from, to, value) => {
        const result = resampleLinear({ values: new Float32Array(voxelCount(from)).fill(value), shape: from }, to);
        expect(result).toHaveLength(voxelCount(to));
        for (const voxel of result) expect(voxel).toBeCloseTo(value, 4);
      }),
    );
  });

  test("at the same size nothing changes", () => {
    fc.assert(
      fc.property(grid, (box) => {
        expect(resampleLinear(box, box.shape)).toEqual(box.values);
      }),
    );
  });

  test("values stay between the least and the largest", () => {
    fc.assert(
      fc.property(grid, shape, (box, to) => {
        for (const voxel of resampleLinear(box, to)) {
          expect(voxel).toBeGreaterThanOrEqual(Math.min(...box.values) - 1e-4);
          expect(voxel).toBeLessThanOrEqual(Math.max(...box.values) + 1e-4);
        }
      }),
    );
  });

  test("known answers: two voxels on four, four on two, with the centres of voxels inside them", () => {
    const row = (...values: number[]) => ({ values: Float32Array.from(values), shape: [1, 1, values.length] as const });
    expect([...resampleLinear(row(0, 4), [1, 1, 4])]).toEqual([0, 1, 3, 4]);
    expect([...resampleLinear(row(0, 2, 4, 6), [1, 1, 2])]).toEqual([1, 5]);
  });

  test("the axes mix: the middle of a cube is the mean of its corners", () => {
    const cube = { values: Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7]), shape: [2, 2, 2] as const };
    expect([...resampleLinear(cube, [1, 1, 1])]).toEqual([3.5]);
    expect(resampleLinear(cube, [3, 3, 3])[13]).toBe(3.5);
  });

  test("channels are resampled each by itself: probabilities go on to sum to 1", () => {
    fc.assert(
      fc.property(grid, shape, ({ values, shape: from }, to) => {
        const both = Float32Array.from(values, (value) => value / 9).reduce<number[]>(
          (all, p) => [...all, p, 1 - p],
          [],
        );
        const slice = resampledSlice({ values: Float32Array.from(both), shape: from }, to, to[0] - 1, 2);
        for (let at = 0; at < slice.length; at += 2) expect(slice[at]! + slice[at + 1]!).toBeCloseTo(1, 4);
      }),
    );
  });
});

describe("labels, nearest", () => {
  test("no label is made that was not there, and at the same size nothing changes", () => {
    fc.assert(
      fc.property(grid, shape, ({ values, shape: from }, to) => {
        const labels = Uint8Array.from(values);
        const result = resampleNearest({ values: labels, shape: from }, to);
        expect(result).toHaveLength(voxelCount(to));
        expect([...result].filter((label) => !labels.includes(label))).toEqual([]);
        expect(resampleNearest({ values: labels, shape: from }, from)).toEqual(labels);
      }),
    );
  });

  test("twice as large and back is what it was", () => {
    fc.assert(
      fc.property(grid, ({ values, shape: [depth, height, width] }) => {
        const labels = Uint8Array.from(values);
        const double: Shape3 = [2 * depth, 2 * height, 2 * width];
        const larger = resampleNearest({ values: labels, shape: [depth, height, width] }, double);
        expect(resampleNearest({ values: larger, shape: double }, [depth, height, width])).toEqual(labels);
      }),
    );
  });

  test("known answer: three voxels on six, and on two", () => {
    const labels = { values: Uint8Array.of(7, 8, 9), shape: [1, 1, 3] as const };
    expect([...resampleNearest(labels, [1, 1, 6])]).toEqual([7, 7, 8, 8, 9, 9]);
    expect([...resampleNearest(labels, [1, 1, 2])]).toEqual([7, 9]);
  });
});
