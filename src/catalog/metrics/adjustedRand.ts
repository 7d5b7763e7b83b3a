import type { CountedMetric } from "../../core/judging/metric.ts";
import { sumOf } from "../../core/statistics.ts";

/** Pairs that can be made of so many voxels. */
const pairs = (count: number): number => (count * (count - 1)) / 2;

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
    const all = pairs(sumOf(cells));
    if (all === 0) return null;
    const [together, inTruth, inPrediction] = [cells, rows, columns].map((sizes) => sumOf(sizes.map(pairs))) as [
      number,
      number,
      number,
    ];
    const chance = (inTruth * inPrediction) / all;
    const most = (inTruth + inPrediction) / 2;
    return most === chance ? 1 : (together - chance) / (most - chance);
  },
} satisfies CountedMetric;
