import type { Range } from "../dataset.ts";
import type { DataSet } from "./joinSets.ts";

const NOTHING: Range = { from: 0, to: 0 };

/** A set of which only the test part is looked at. */
export const onlyTested = (set: DataSet): DataSet => ({
  ...set,
  split: { ...set.split, train: NOTHING, validation: NOTHING },
});

/**
 * A set with so much of its training part: its first slices, of several subjects the first of them; null where there are not as many, and
 * of a single section, which has none to count.
 */
export function trainedOnFirst(set: DataSet, count: number): DataSet | null {
  const { joined, split } = set;
  if (split.axis === "columns") return null;
  const { from, to } = split.train;
  const ends = joined.subjects
    ? joined.subjects.map(({ slices }) => slices.to).filter((end) => end > from && end <= to)
    : Array.from({ length: to - from }, (_, index) => from + index + 1);
  const end = ends[count - 1];
  return end === undefined ? null : { ...set, split: { ...split, train: { from, to: end } } };
}
