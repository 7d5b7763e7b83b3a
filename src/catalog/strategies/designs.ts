import type { Random } from "../../core/random.ts";
import { distance, type Point } from "./box.ts";

/** Swaps tried to spread a Latin hypercube (blackbox.py). */
const SWAPS = 1000;

/** Root of x^(d+1) = x + 1, as blackbox.py finds it: ten fixed-point steps from 2. 1.618034 for d = 1. */
export function harmoniousNumber(dimensions: number): number {
  let phi = 2;
  for (let step = 0; step < 10; step++) phi = (1 + phi) ** (1 / (dimensions + 1));
  return phi;
}

/** Point k = 1, 2, ... of the additive recurrence in the unit cube that covers it most evenly (Roberts 2018). */
export function rSequencePoint(k: number, dimensions: number): Point {
  const phi = harmoniousNumber(dimensions);
  return Array.from({ length: dimensions }, (_, axis) => (0.5 + k * phi ** -(axis + 1)) % 1);
}

/**
 * Points of the unit cube that share no coordinate: levels are swapped between points at random wherever that spreads the points,
 * measured as the sum of 1 / distance over all pairs. blackbox.py, first generation, starts from the diagonal; with many points
 * these swaps do not hide it, so a design on its own starts shuffled.
 */
export function latinHypercube(
  count: number,
  dimensions: number,
  random: Random,
  start: "diagonal" | "shuffled",
): readonly Point[] {
  if (count === 1) return [Array.from({ length: dimensions }, () => 0.5)];
  const axes = Array.from({ length: dimensions }, () => levels(count, start === "shuffled" ? random : null));
  const points = Array.from({ length: count }, (_, index) => axes.map((axis) => axis[index]!));
  for (let swap = 0; swap < SWAPS; swap++) {
    const [one, other, axis] = [random.int(0, count - 1), random.int(0, count - 1), random.int(0, dimensions - 1)];
    const before = crowding(points, one, other);
    swapAxis(points, one, other, axis);
    if (crowding(points, one, other) >= before) swapAxis(points, one, other, axis);
  }
  return points;
}

/** From 0 to 1 in equal steps, in a random order where there is a random stream. */
function levels(count: number, random: Random | null): number[] {
  const ordered = Array.from({ length: count }, (_, index) => index / (count - 1));
  for (let last = count - 1; random && last > 0; last--) {
    const other = random.int(0, last);
    [ordered[last], ordered[other]] = [ordered[other]!, ordered[last]!];
  }
  return ordered;
}

function swapAxis(points: readonly number[][], one: number, other: number, axis: number): void {
  [points[one]![axis], points[other]![axis]] = [points[other]![axis]!, points[one]![axis]!];
}

/** Sum of 1 / distance over the pairs that hold one of the two points, but not both: the only part that a swap changes. */
function crowding(points: readonly Point[], one: number, other: number): number {
  return points.reduce(
    (sum, point, index) =>
      index === one || index === other
        ? sum
        : sum + 1 / distance(point, points[one]!) + 1 / distance(point, points[other]!),
    0,
  );
}
