import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { voxelCount, type Shape3 } from "../volume.ts";
import { distanceMap, type Spacing } from "./distanceMap.ts";
import { touchingObjects } from "./touchingObjects.ts";

const placesOf = ([, height, width]: Shape3, at: number) =>
  [Math.floor(at / width / height), Math.floor(at / width) % height, at % width] as const;

describe("the distance to another label", () => {
  const spacings = fc.tuple(...[1, 2, 3].map(() => fc.constantFrom(1, 2, 3.5))) as unknown as fc.Arbitrary<Spacing>;
  const labelled = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    .chain((shape) =>
      fc.record({
        shape: fc.constant<Shape3>(shape),
        labels: fc.array(fc.constantFrom(0, 1, 1, 1, 2), {
          minLength: voxelCount(shape),
          maxLength: voxelCount(shape),
        }),
      }),
    );

  test("is the least of all distances", () => {
    fc.assert(
      fc.property(labelled, spacings, ({ shape, labels }, spacing) => {
        const distances = distanceMap(labels, shape, spacing);
        distances.forEach((distance, at) => {
          const here = placesOf(shape, at);
          const others = labels.flatMap((label, other) =>
            label === labels[at]
              ? []
              : [Math.hypot(...placesOf(shape, other).map((place, axis) => (place - here[axis]!) * spacing[axis]!))],
          );
          expect(distance).toBeCloseTo(labels[at] === 0 ? 0 : Math.min(Infinity, ...others), 4);
        });
      }),
      { numRuns: 300 },
    );
  });
});

/** Balls [z, y, x, radius] of label 1. */
function balls(shape: Shape3, drawn: readonly (readonly [number, number, number, number])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: voxelCount(shape) }, (_, at) => {
    const [z, y, x] = placesOf(shape, at);
    return Number(drawn.some(([cz, cy, cx, radius]) => Math.hypot(z - cz, y - cy, x - cx) <= radius));
  });
}

const ISOTROPIC = { spacing: [1, 1, 1] as const, height: 1 };

describe("touching objects", () => {
  test("are parted at their waist, in a plane and in a volume", () => {
    const plane: Shape3 = [1, 30, 60];
    const discs = touchingObjects(
      balls(plane, [
        [0, 15, 16, 11],
        [0, 15, 36, 11],
      ]),
      plane,
      ISOTROPIC,
    );
    expect(discs.sizes).toHaveLength(2);
    discs.ids.forEach((id, at) => id > 0 && at % 60 !== 26 && expect(id).toBe(at % 60 < 26 ? 1 : 2));
    const volume: Shape3 = [20, 20, 40];
    const two = touchingObjects(
      balls(volume, [
        [10, 10, 11, 8],
        [10, 10, 26, 8],
      ]),
      volume,
      ISOTROPIC,
    );
    expect(two.sizes).toHaveLength(2);
    expect(Math.abs(two.sizes[0]! - two.sizes[1]!)).toBeLessThan(0.15 * two.sizes[0]!);
  });

  test("are one where the waist is less deep than is asked for", () => {
    const plane: Shape3 = [1, 30, 60];
    const mask = balls(plane, [
      [0, 15, 16, 11],
      [0, 15, 36, 11],
    ]);
    // The discs are 11 deep, their waist (at a distance of 10 from either middle) 4.6: about 6 less.
    expect(touchingObjects(mask, plane, { ...ISOTROPIC, height: 5 }).sizes).toHaveLength(2);
    expect(touchingObjects(mask, plane, { ...ISOTROPIC, height: 8 }).sizes).toHaveLength(1);
  });

  test("of a bar, a disc and a stack that is full are not cut up", () => {
    const shape: Shape3 = [1, 20, 60];
    const bar = Uint8Array.from({ length: 1200 }, (_, at) =>
      Number(Math.abs(Math.floor(at / 60) - 9) < 5 && at % 60 > 4),
    );
    expect(touchingObjects(bar, shape, ISOTROPIC).sizes).toHaveLength(1);
    expect(touchingObjects(balls(shape, [[0, 9, 30, 8]]), shape, ISOTROPIC).sizes).toHaveLength(1);
    expect(touchingObjects(new Uint8Array(1200).fill(1), shape, ISOTROPIC).sizes).toEqual([1200]);
  });

  test("cover their labels, and never reach over to another", () => {
    const voxels = fc.array(fc.constantFrom(0, 1, 1, 2), { minLength: 2 * 7 * 8, maxLength: 2 * 7 * 8 });
    fc.assert(
      fc.property(voxels, (labels) => {
        const { ids, sizes } = touchingObjects(labels, [2, 7, 8], ISOTROPIC);
        const owners = new Map<number, number>();
        ids.forEach((id, at) => {
          expect(id > 0).toBe(labels[at] !== 0);
          if (id > 0) expect(owners.get(id) ?? labels[at]).toBe(labels[at]);
          owners.set(id, labels[at]!);
        });
        expect(sizes).toEqual(sizes.map((_, index) => ids.filter((id) => id === index + 1).length));
      }),
    );
  });
});
