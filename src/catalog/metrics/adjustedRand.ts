import { adjustedRandIndex } from "../../core/adjustedRand.ts";
import type { CountedMetric } from "../../core/judging/metric.ts";
import { sumOf } from "../../core/statistics.ts";

export default {
  id: "adjustedRand",
  label: "adjusted Rand index",
  shortLabel: "Adjusted Rand",
  description:
    "How often two voxels that share a class in the truth share one in the prediction, 0 for chance and 1 for the same partition (Hubert and Arabie 1985). It compares the class labellings, whatever the classes are called and without regard to where voxels lie.",
  goal: "maximise",
  range: [-0.5, 1],
  leavesOutBackground: false,
  from: "confusion",
  gives: "value",
  /** Classes that are not scored are parts like the others. Null of fewer than two voxels; 1 where both put all voxels into one class. */
  measure({ classes, counts }) {
    const cells = [...counts];
    const lines = Array.from({ length: classes }, (_, index) => index);
    const rows = lines.map((row) => sumOf(lines.map((column) => cells[row * classes + column]!)));
    const columns = lines.map((column) => sumOf(lines.map((row) => cells[row * classes + column]!)));
    return adjustedRandIndex({ shared: cells, first: rows, second: columns });
  },
} satisfies CountedMetric;
