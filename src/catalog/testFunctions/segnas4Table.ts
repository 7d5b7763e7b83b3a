import type { TestFunction } from "./testFunction.ts";

/** Mean over two seeds of -ln Dice, for n from 4 to 10, p from 1 to 3, without and with supervision, plain and residual: the last the fastest. */
const VALUES = [
  0.37305, 0.35122, 0.37305, 0.35122, 0.25899, 0.27373, 0.24254, 0.25594, 0.37363, 0.26724, 0.24662, 0.28764, 0.27641,
  0.34235, 0.27641, 0.34235, 0.26721, 0.36267, 0.23897, 0.30457, 0.21611, 0.25613, 0.2436, 0.31407, 0.24095, 0.34726,
  0.24095, 0.34726, 0.21115, 0.20378, 0.17148, 0.3126, 0.18684, 0.23888, 0.18438, 0.25239, 0.19873, 0.30141, 0.19873,
  0.30141, 0.20541, 0.1999, 0.20989, 0.2508, 0.22007, 0.22345, 0.16848, 0.24936, 0.24842, 0.32805, 0.24842, 0.32805,
  0.20047, 0.19289, 0.21993, 0.23805, 0.18508, 0.21044, 0.17638, 0.23472, 0.21, 0.21317, 0.21, 0.21317, 0.17858,
  0.19547, 0.18232, 0.29824, 0.21653, 5.06394, 0.17332, 4.71214, 0.19391, 0.23255, 0.19391, 0.23255, 0.21025, 0.2352,
  0.17323, 0.22795, 0.19187, 4.70629, 0.17989, 0.38961,
];

const SIZES = [7, 3, 2, 2];
const bounds = [
  [4, 11],
  [1, 4],
  [0, 2],
  [0, 2],
] as const;

/**
 * SegNAS4's box on the hippocampus as it was trained: 84 networks with two seeds each, 300 steps (bench/papers, study C). A search
 * over it costs nothing, and meets what real ones meet: steps instead of slopes, luck with the weights, trainings that came to nothing.
 */
export default {
  id: "segnas4-table",
  label: "SegNAS4 on the hippocampus, trained",
  bounds,
  minimum: 0.16848,
  minima: [[7.5, 3.5, 1.5, 0.5]],
  value: (x) =>
    VALUES[
      SIZES.reduce(
        (at, size, axis) => at * size + Math.min(size - 1, Math.max(0, Math.floor(x[axis]! - bounds[axis]![0]))),
        0,
      )
    ]!,
} satisfies TestFunction;
