import type { Region } from "../../core/image/dataset.ts";
import type { PaintedValue } from "../studioApi.ts";
import { boxOf, type LabelVolume } from "../../core/image/painting/labelEdit.ts";

const VALUES = 256;

/** How many voxels of each label value every slice holds; kept up to date box by box, as counting a large stack anew takes longer than a stroke. */
export interface PaintedCounts {
  /** Counts a box in, or out again before it is changed. */
  count(box: Region, sign: 1 | -1): void;
  of(value: number): PaintedValue;
}

export function countPainted(labels: LabelVolume): PaintedCounts {
  const [depth, height, width] = labels.shape;
  const counts = new Float64Array(VALUES * depth);
  const count = ({ z, y, x }: Region, sign: 1 | -1): void => {
    for (let slice = z.from; slice < z.to; slice++) {
      const values = boxOf(labels, { z: { from: slice, to: slice + 1 }, y, x });
      for (const value of values) counts[value * depth + slice]! += sign;
    }
  };
  count({ z: { from: 0, to: depth }, y: { from: 0, to: height }, x: { from: 0, to: width } }, 1);
  return {
    count,
    of(value) {
      const bySlice = counts.subarray(value * depth, (value + 1) * depth);
      return {
        voxels: bySlice.reduce((sum, more) => sum + more, 0),
        slices: [...bySlice].flatMap((voxels, slice) => (voxels > 0 ? [slice] : [])),
      };
    },
  };
}
