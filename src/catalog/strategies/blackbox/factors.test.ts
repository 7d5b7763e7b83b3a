import fc from "fast-check";
import { LuDecomposition, Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../core/random.ts";
import { distance, type Point } from "../box.ts";
import { Factors } from "./factors.ts";
import { fitSurrogate, valueAt } from "./surrogate.ts";

const clouds = fc.record({
  seed: fc.integer(),
  dimensions: fc.integer({ min: 1, max: 6 }),
  count: fc.integer({ min: 9, max: 60 }),
  begun: fc.integer({ min: 1, max: 8 }),
});

/** Random points of the cube that are not on top of each other, with values. */
function cloud({ seed, dimensions, count }: { seed: number; dimensions: number; count: number }) {
  const random = createRandom("cloud", seed);
  const points: Point[] = [];
  while (points.length < count) {
    const point = Array.from({ length: dimensions }, () => random.float());
    if (points.every((other) => distance(other, point) > 0.002)) points.push(point);
  }
  return { points, values: points.map(() => random.normal()), random };
}

/** [[Φ, P], [Pᵀ, 0]] solved afresh, as the definition has it. */
function solvedAfresh(points: readonly Point[], values: readonly number[]): (x: Point) => number {
  const rows = points.map((point) => [...points.map((other) => distance(point, other) ** 3), ...point, 1]);
  const tail = Array.from({ length: points[0]!.length + 1 }, (_, axis) => [
    ...rows.map((row) => row[points.length + axis]!),
    ...Array.from({ length: points[0]!.length + 1 }, () => 0),
  ]);
  const right = Matrix.columnVector([...values, ...tail.map(() => 0)]);
  const solution = new LuDecomposition(new Matrix([...rows, ...tail])).solve(right).to1DArray();
  return (x) =>
    [...points.map((point) => distance(point, x) ** 3), ...x, 1].reduce(
      (sum, value, index) => sum + value * solution[index]!,
      0,
    );
}

describe("the growing factors of a surrogate", () => {
  test("give the surrogate that a fresh solution of its system gives", () => {
    fc.assert(
      fc.property(clouds, ({ begun, ...shape }) => {
        const { points, values, random } = cloud(shape);
        fitSurrogate(points.slice(0, begun), values.slice(0, begun));
        const [grown, fresh] = [fitSurrogate(points, values), solvedAfresh(points, values)];
        for (let sample = 0; sample < 5; sample++) {
          const x = points[0]!.map(() => random.float());
          expect(Math.abs(valueAt(grown, x) - fresh(x))).toBeLessThan(1e-6 * Math.max(1, Math.abs(fresh(x))));
        }
      }),
    );
  });

  test("are the same to the last bit however they came to be: point by point, at once, or after other points", () => {
    fc.assert(
      fc.property(clouds, ({ begun, ...shape }) => {
        const { points, values } = cloud(shape);
        const detour = new Factors(shape.dimensions).become([...points.slice(0, begun), ...points.toReversed()]);
        detour.through([...values.slice(0, begun), ...values]);
        const byPoint = new Factors(shape.dimensions);
        points.forEach((_, index) => byPoint.become(points.slice(0, index + 1)));
        const atOnce = new Factors(shape.dimensions).become(points).through(values);
        expect(byPoint.through(values)).toEqual(atOnce);
        expect(detour.become(points).through(values)).toEqual(atOnce);
      }),
    );
  });

  test("answer other values of the same points anew", () => {
    const factors = new Factors(1).become([[0], [0.5], [1]]);
    expect(factors.through([0, 1, 0]).weights[1]).toBeCloseTo(4, 9);
    expect(factors.through([0, 2, 0]).weights[1]).toBeCloseTo(8, 9);
  });

  test("let the nearest point stand for one that cannot be told from it, with the mean of both values", () => {
    const points = [[0], [0.5], [1], [0.5 + 1e-9]];
    const surrogate = fitSurrogate(points, [0, 1, 0, 3]);
    expect(valueAt(surrogate, [0.5])).toBeCloseTo(2, 9);
    expect(surrogate.isApproximate).toBe(true);
    expect(fitSurrogate(points, [0, 1, 0, 1]).isApproximate).toBe(false);
  });

  test("leave out the slope across a plane in which all points lie", () => {
    const surrogate = fitSurrogate(
      [
        [0, 0.5],
        [0.4, 0.5],
        [1, 0.5],
        [0.7, 0.5],
      ],
      [1, 1.8, 3, 2.4],
    );
    expect(valueAt(surrogate, [0.2, 0.5])).toBeCloseTo(1.4, 9);
    expect(surrogate.isApproximate).toBe(false);
  });
});
