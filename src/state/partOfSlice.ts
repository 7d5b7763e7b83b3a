import { lengthOf, type Range, type Split } from "../core/image/dataset.ts";
import { partOfSlice } from "../core/image/partOfSlice.ts";
import { testColumns } from "../core/image/testPart.ts";
import type { Study } from "../core/study/study.ts";

/** "slice 18, validation"; of a split by columns a slice holds all parts. */
export function placeText(split: Split | undefined, z: number): string {
  if (!split || split.axis === "columns") return `slice ${z}`;
  return `slice ${z}, ${partOfSlice(split, z) ?? "unused"}`;
}

/** Slices that networks are chosen by: those of the validation part, or all where a split is by columns. */
export const chosenBy = ({ shape, split }: Study["spec"]["task"]): Range =>
  split.axis === "slices" ? split.validation : { from: 0, to: shape[0] };

/** Whether predictions of a slice are not shown: it belongs to the test part, and that has not been opened. */
export function isClosed(study: Study | null, z: number): boolean {
  if (!study || study.isTestOpened) return false;
  const { task } = study.spec;
  const columns = testColumns(task, z);
  return columns !== null && lengthOf(columns) === task.shape[2];
}
