import type { ComparedRegion } from "../../core/image/comparePart.ts";
import { UNLABELLED } from "../../core/image/labelMap.ts";

/** One slice of truth and prediction. Nothing was predicted where nobody annotated: what lies there can be neither right nor wrong. */
export interface ComparedSlice {
  readonly width: number;
  readonly truth: Uint8Array;
  readonly prediction: Uint8Array;
}

/** The slices of some boxes, one after the other. */
export function* slicesOf(regions: readonly ComparedRegion[]): Generator<ComparedSlice> {
  for (const { shape, truth, prediction } of regions) {
    const [depth, height, width] = shape;
    const area = height * width;
    for (let z = 0; z < depth; z++) {
      const known = truth.subarray(z * area, (z + 1) * area);
      const found = prediction.slice(z * area, (z + 1) * area);
      known.forEach((label, voxel) => label === UNLABELLED && (found[voxel] = UNLABELLED));
      yield { width, truth: known, prediction: found };
    }
  }
}
