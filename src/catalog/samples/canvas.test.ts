import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../core/random.ts";
import { aroundPoint, createCanvas, expose } from "./canvas.ts";
import { blurPlane, valueNoise } from "./noise.ts";

describe("a canvas", () => {
  test("visits all voxels within reach of a point along each axis, and no other", () => {
    const canvas = createCanvas([3, 5, 6], 4);
    fc.assert(
      fc.property(
        fc.tuple(fc.double({ min: -3, max: 14, noNaN: true }), fc.integer({ min: -2, max: 6 }), fc.nat(7)),
        fc.integer({ min: 0, max: 5 }),
        ([z, y, x], reach) => {
          const visited: number[] = [];
          aroundPoint(canvas, [z, y, x], reach, (index, dz, dy, dx) => {
            visited.push(index);
            expect([dz, dy, dx]).toEqual([
              Math.floor(index / 30) * 4 - z,
              (Math.floor(index / 6) % 5) - y,
              (index % 6) - x,
            ]);
          });
          const within = Array.from({ length: 90 }, (_, index) => index).filter(
            (index) =>
              Math.abs(Math.floor(index / 30) * 4 - z) <= reach &&
              Math.abs((Math.floor(index / 6) % 5) - y) <= reach &&
              Math.abs((index % 6) - x) <= reach,
          );
          expect(visited).toEqual(within);
        },
      ),
      // Where bounds were rounded, this left out the slice at 4.
      { examples: [[[-(2 ** -51), 0, 0], 4]] },
    );
  });

  test("is exposed as 8 bits, clipped at black and white, where the microscope is perfect", () => {
    const canvas = createCanvas([1, 1, 5], 1);
    canvas.grey.set([-1, 0, 0.2, 1, 7]);
    const bytes = expose(canvas, createRandom(0), { blur: 0, noise: 0, drift: 0, shift: 0 });
    expect([...bytes]).toEqual([0, 0, 51, 255, 255]);
  });

  test("moves its labels with the slices; the first stays", () => {
    const canvas = createCanvas([6, 12, 12], 1);
    for (let at = 0; at < canvas.grey.length; at++) {
      canvas.labels[at] = (at * 7) % 5;
      canvas.grey[at] = canvas.labels[at]! / 5;
    }
    const before = canvas.labels.slice();
    const bytes = expose(canvas, createRandom(3), { blur: 0, noise: 0, drift: 0, shift: 3 });
    expect([...bytes]).toEqual([...canvas.labels].map((label) => label * 51));
    expect(canvas.labels.subarray(0, 144)).toEqual(before.subarray(0, 144));
    expect(canvas.labels).not.toEqual(before);
  });
});

describe("a blur", () => {
  test("spreads a point by a quarter to each side along both axes", () => {
    const plane = new Float32Array(25);
    plane[12] = 16;
    blurPlane(plane, 5, 5, 0.25);
    expect([...plane]).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 1, 0, 0, 2, 4, 2, 0, 0, 1, 2, 1, 0, 0, 0, 0, 0, 0]);
  });

  test("leaves the sum of a plane, and a plane of one grey value", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 12, maxLength: 12 }), (values) => {
        const plane = Float32Array.from(values);
        blurPlane(plane, 3, 4, 0.2);
        expect(plane.reduce((sum, value) => sum + value, 0)).toBeCloseTo(
          values.reduce((sum, value) => sum + value, 0),
          2,
        );
      }),
    );
    const even = new Float32Array(12).fill(0.5);
    blurPlane(even, 3, 4, 0.2);
    even.forEach((value) => expect(value).toBeCloseTo(0.5, 6));
  });
});

describe("value noise", () => {
  const field = valueNoise(createRandom(1), [2, 3, 5]);
  const anyPlace = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -200, max: 200, noNaN: true })));

  test("stays within -1 and 1, and repeats after 32 cells along each axis", () => {
    fc.assert(
      fc.property(anyPlace, ([z, y, x]) => {
        const value = field(z!, y!, x!);
        expect(Math.abs(value)).toBeLessThanOrEqual(1);
        expect(field(z! + 64, y!, x!)).toBeCloseTo(value, 6);
        expect(field(z!, y! + 96, x!)).toBeCloseTo(value, 6);
        expect(field(z!, y!, x! + 160)).toBeCloseTo(value, 6);
      }),
    );
  });

  test("is smooth: a hundredth of a cell changes it by less than a twentieth", () => {
    fc.assert(
      fc.property(anyPlace, ([z, y, x]) => {
        expect(Math.abs(field(z! + 0.02, y!, x!) - field(z!, y!, x!))).toBeLessThan(0.05);
      }),
    );
  });

  test("is the same for the same stream, and another for another", () => {
    expect(valueNoise(createRandom(1), [2, 3, 5])(1, 2, 3)).toBe(field(1, 2, 3));
    expect(valueNoise(createRandom(2), [2, 3, 5])(1, 2, 3)).not.toBe(field(1, 2, 3));
  });
});
