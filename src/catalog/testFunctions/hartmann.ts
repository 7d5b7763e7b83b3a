import type { TestFunction } from "./testFunction.ts";

const HEIGHTS = [1, 1.2, 3, 3.2];
const WIDTHS = [
  [3, 10, 30],
  [0.1, 10, 35],
  [3, 10, 30],
  [0.1, 10, 35],
];
const CENTRES = [
  [0.3689, 0.117, 0.2673],
  [0.4699, 0.4387, 0.747],
  [0.1091, 0.8732, 0.5547],
  [0.0381, 0.5743, 0.8828],
];

/** Hartmann 1973, as in Dixon and Szegö 1978: four wells of unlike depth in three variables. */
export default {
  id: "hartmann-3",
  label: "Hartmann, 3 variables",
  bounds: [
    [0, 1],
    [0, 1],
    [0, 1],
  ],
  minimum: -3.862779787332663,
  minima: [[0.11458888, 0.55564884, 0.85254698]],
  value: (x) =>
    -HEIGHTS.reduce(
      (sum, height, well) =>
        sum +
        height *
          Math.exp(
            -x.reduce(
              (total, coordinate, axis) => total + WIDTHS[well]![axis]! * (coordinate - CENTRES[well]![axis]!) ** 2,
              0,
            ),
          ),
      0,
    ),
} satisfies TestFunction;
