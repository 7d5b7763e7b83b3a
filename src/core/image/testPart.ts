import { lengthOf, type Range, type Split } from "./dataset.ts";
import { UNLABELLED } from "./labelMap.ts";
import type { Shape3 } from "./volume.ts";

/** Columns of slice z that belong to the test part: all of them, some, or none (null). */
export function testColumns(
  { shape: [, , width], split: { axis, test } }: { readonly shape: Shape3; readonly split: Split },
  z: number,
): Range | null {
  if (lengthOf(test) <= 0) return null;
  if (axis === "columns") return test;
  return z >= test.from && z < test.to ? { from: 0, to: width } : null;
}

/** A slice with nothing said of these columns. */
export function covered(
  labels: Uint8Array<ArrayBuffer>,
  width: number,
  columns: Range | null,
): Uint8Array<ArrayBuffer> {
  if (!columns) return labels;
  const open = labels.slice();
  for (let row = 0; row < open.length; row += width) open.fill(UNLABELLED, row + columns.from, row + columns.to);
  return open;
}
