import type { TestFunction } from "./testFunction.ts";

/** The example that comes with blackbox.py (paulknysh/blackbox, test.py at 3970139): a bowl around (1, 1). */
export default {
  id: "readme-quadratic",
  label: "Quadratic, 2 variables",
  bounds: [
    [-5, 5],
    [-5, 5],
  ],
  minimum: 0,
  minima: [[1, 1]],
  value: ([x, y]) => (x! - 1) ** 2 + (y! - 1) ** 2,
} satisfies TestFunction;
