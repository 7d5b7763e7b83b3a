import { catalogParts } from "../../catalog/parts.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import type { VoxelArray } from "../../core/image/volume.ts";
import { partRegions } from "../../core/image/subjects.ts";
import { teamOf } from "../../core/run/members.ts";
import { createResolver } from "../../core/stages/resolve.ts";
import type { GalleryParts } from "../../remote/watching/gallery.ts";
import { predictorOf, type TrialArtifacts } from "../../worker/artifacts.ts";
import type { Pool } from "../../worker/pool.ts";

/** What a trial sees in the middle slice of the validation part. */
export function sliceOf(
  { volume, subjects, split }: Dataset,
  pool: Pick<Pool, "predict">,
  artifacts: TrialArtifacts,
): GalleryParts["predict"] {
  const resolver = createResolver(catalogParts);
  const [, height, width] = volume.shape;
  return async (study, trial) => {
    const { z } = partRegions({ shape: volume.shape, subjects }, split, "validation")[0]!;
    const slice = Math.floor((z.from + z.to - 1) / 2);
    const predictor = await predictorOf(teamOf(study, trial, resolver), artifacts);
    const region = { z: { from: slice, to: slice + 1 }, y: { from: 0, to: height }, x: { from: 0, to: width } };
    const { labels } = await pool.predict(predictor, region, false);
    const size = height * width;
    return { slice, width, height, labels, greys: greysOf(volume.data.subarray(slice * size, (slice + 1) * size)) };
  };
}

/** Grey values between the darkest and the brightest of a slice. */
export function greysOf(values: VoxelArray): Uint8Array {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const scale = high > low ? 255 / (high - low) : 0;
  return Uint8Array.from({ length: values.length }, (_, index) => (values[index]! - low) * scale);
}
