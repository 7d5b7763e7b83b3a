import type { Volume } from "./volume.ts";

/** Voxels that are NaN or infinite; a network trained on one learns nothing. */
export function countNonFinite({ data }: Pick<Volume, "data">): number {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return 0;
  let count = 0;
  for (const value of data) if (!Number.isFinite(value)) count++;
  return count;
}

/** The volume with the mean of its other voxels in place of NaN and infinity. */
export function withoutNonFinite(volume: Volume): Volume {
  let [sum, count] = [0, 0];
  for (const value of volume.data) {
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  const mean = count > 0 ? sum / count : 0;
  return { ...volume, data: Float32Array.from(volume.data, (value) => (Number.isFinite(value) ? value : mean)) };
}
