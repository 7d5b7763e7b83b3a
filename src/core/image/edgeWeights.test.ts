import fc from "fast-check";
import { expect, test } from "vitest";
import { DIFFUSION, edgeWeights } from "./edgeWeights.ts";
import { UNLABELLED } from "./labelMap.ts";

const numbers = { ...DIFFUSION, largest: 25 };
const whole = (height: number, width: number, z = 0) => [
  { z: { from: z, to: z + 1 }, y: { from: 0, to: height }, x: { from: 0, to: width } },
];

test("a disc in the middle: largest beside the boundary on both sides, falling to nothing away from it", () => {
  const side = 41;
  const labels = Uint8Array.from({ length: side * side }, (_, at) =>
    Math.hypot((at % side) - 20, Math.floor(at / side) - 20) < 10 ? 1 : 0,
  );
  const weights = edgeWeights(labels, [1, side, side], whole(side, side), numbers);
  const along = Array.from({ length: 21 }, (_, x) => weights[20 * side + 20 + x]!);
  expect(Math.max(...weights)).toBeCloseTo(25, 4);
  expect(along[0]).toBe(0);
  expect(along[20]).toBe(0);
  for (let x = 5; x < 9; x++) expect(along[x + 1]).toBeGreaterThanOrEqual(along[x]!);
  for (let x = 10; x < 15; x++) expect(along[x + 1]).toBeLessThanOrEqual(along[x]!);
});

/** One pixel of background in a field: after one step its neighbours hold rate · share · decay of its heat. */
test("one step gives each neighbour its share", () => {
  const labels = new Uint8Array(49).fill(1);
  labels[24] = 0;
  const weights = edgeWeights(labels, [1, 7, 7], whole(7, 7), { ...numbers, steps: 1, threshold: 0, largest: 1 });
  expect(weights[23]).toBeCloseTo(1, 6);
  expect(weights[16]).toBeCloseTo(0.5, 6);
  expect(weights[22]).toBe(0);
  expect(weights[24]).toBeCloseTo(1, 6);
});

test("nothing outside the region, nothing where there is one class only, nothing on what nobody annotated", () => {
  const labels = Uint8Array.from({ length: 2 * 64 }, (_, at) => (at % 8 < 4 ? 0 : at % 8 === 4 ? UNLABELLED : 2));
  const weights = edgeWeights(labels, [2, 8, 8], whole(8, 8, 1), numbers);
  expect(weights.subarray(0, 64).every((weight) => weight === 0)).toBe(true);
  expect(labels.every((label, at) => label !== UNLABELLED || weights[at] === 0)).toBe(true);
  expect(edgeWeights(new Uint8Array(64), [1, 8, 8], whole(8, 8), numbers).every((weight) => weight === 0)).toBe(true);
});

test("swapping background and foreground changes nothing: both sides are treated alike", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 64, maxLength: 64 }), (bits) => {
      const weightsOf = (swap: boolean) =>
        edgeWeights(
          Uint8Array.from(bits, (bit) => (bit === swap ? 0 : 1)),
          [1, 8, 8],
          whole(8, 8),
          numbers,
        );
      expect([...weightsOf(true)]).toEqual([...weightsOf(false)]);
    }),
    { numRuns: 30 },
  );
});
