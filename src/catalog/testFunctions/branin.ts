import type { TestFunction } from "./testFunction.ts";

/** Branin 1972, as in Dixon and Szegö 1978: three equal minima in curved valleys. */
export default {
  id: "branin",
  label: "Branin, 2 variables",
  bounds: [
    [-5, 10],
    [0, 15],
  ],
  minimum: 0.39788735772973816,
  minima: [
    [-Math.PI, 12.275],
    [Math.PI, 2.275],
    [3 * Math.PI, 2.475],
  ],
  value([x, y]) {
    return (
      (y! - (5.1 / (4 * Math.PI ** 2)) * x! ** 2 + (5 / Math.PI) * x! - 6) ** 2 +
      10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x!) +
      10
    );
  },
} satisfies TestFunction;
