import type { TestFunction } from "./testFunction.ts";

/** Rastrigin 1974: a bowl with a hundred local minima, one at every whole-numbered point. */
export default {
  id: "rastrigin-2d",
  label: "Rastrigin, 2 variables",
  bounds: [
    [-5.12, 5.12],
    [-5.12, 5.12],
  ],
  minimum: 0,
  minima: [[0, 0]],
  value: (x) => x.reduce((sum, coordinate) => sum + 10 + coordinate ** 2 - 10 * Math.cos(2 * Math.PI * coordinate), 0),
} satisfies TestFunction;
