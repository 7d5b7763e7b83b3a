import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../core/random.ts";
import { distance } from "./box.ts";
import { harmoniousNumber, latinHypercube, rSequencePoint } from "./designs.ts";

test.each([
  [1, 1.618034],
  [2, 1.324718],
  [3, 1.220744],
  [7, 1.0969816],
])("the R-sequence in %i dimensions steps by powers of 1 / %f", (dimensions, expected) => {
  expect(harmoniousNumber(dimensions)).toBeCloseTo(expected, 5);
});

test("first points of the R-sequence in 2 and 7 dimensions (spec 1.6)", () => {
  const near = (point: readonly number[], expected: readonly number[]) =>
    point.forEach((value, axis) => expect(value).toBeCloseTo(expected[axis]!, 5));
  near(rSequencePoint(1, 2), [0.254878, 0.06984]);
  near(rSequencePoint(2, 2), [0.009755, 0.639681]);
  near(rSequencePoint(3, 2), [0.764633, 0.209521]);
  near(rSequencePoint(1, 7), [0.411592, 0.331001, 0.257534, 0.190562, 0.129511, 0.073857, 0.023124]);
});

test("a Latin hypercube uses every level of every axis once, and no two points of it meet", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 20 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer(),
      fc.constantFrom("diagonal" as const, "shuffled" as const),
      (count, dimensions, seed, start) => {
        const points = latinHypercube(count, dimensions, createRandom(seed), start);
        const levels = Array.from({ length: count }, (_, index) => index / (count - 1));
        for (let axis = 0; axis < dimensions; axis++)
          expect(points.map((point) => point[axis]!).sort((a, b) => a - b)).toEqual(levels);
      },
    ),
    { numRuns: 30 },
  );
});

test("swaps spread the diagonal", () => {
  const energy = (points: readonly (readonly number[])[]) =>
    points.flatMap((a, i) => points.slice(0, i).map((b) => 1 / distance(a, b))).reduce((sum, value) => sum + value, 0);
  const diagonal = Array.from({ length: 12 }, (_, index) => [index / 11, index / 11]);
  expect(energy(latinHypercube(12, 2, createRandom(1), "diagonal"))).toBeLessThan(0.7 * energy(diagonal));
  expect(latinHypercube(1, 3, createRandom(1), "shuffled")).toEqual([[0.5, 0.5, 0.5]]);
});
