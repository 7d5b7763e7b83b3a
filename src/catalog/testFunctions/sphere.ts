import type { TestFunction } from "./testFunction.ts";

/** Sum of squares: one minimum, no traps. */
const sphere = (dimensions: number): TestFunction => ({
  id: `sphere-${dimensions}d`,
  label: `Sphere, ${dimensions} variables`,
  bounds: Array.from({ length: dimensions }, () => [-5, 5] as const),
  minimum: 0,
  minima: [Array.from({ length: dimensions }, () => 0)],
  value: (x) => x.reduce((sum, coordinate) => sum + coordinate ** 2, 0),
});

export const sphere2 = sphere(2);
export const sphere5 = sphere(5);
