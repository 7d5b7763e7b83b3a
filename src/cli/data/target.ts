import { StudioError } from "../../core/errors.ts";
import type { LabelMap } from "../../core/image/labelMap.ts";
import { partsFor, withBoundaries, type BoundaryClass } from "../../core/image/objects/boundaryClass.ts";
import type { Volume, VoxelArray } from "../../core/image/volume.ts";
import type { StudySource } from "../../storage/studyFolder.ts";

interface Labelled {
  readonly source: Pick<StudySource, "target" | "boundaries">;
  /** Numbers of objects by voxel; null where a class is all there is to tell them apart. */
  readonly numbers: VoxelArray | null;
  readonly voxelSizeNm: Volume["voxelSizeNm"];
}

/** What is learnt of labels: their classes, or with `--target instances` the boundaries of their objects, too. Throws StudioError "BadInput" for flags that do not go together. */
export function withTarget(labels: LabelMap, { source, numbers, voxelSizeNm }: Labelled): LabelMap {
  const { target, boundaries } = source;
  if (target !== "instances") {
    if (boundaries !== undefined)
      throw new StudioError("BadInput", "--boundaries says how objects are parted; it goes with --target instances.");
    return labels;
  }
  const parts = (boundaries as BoundaryClass["parts"] | undefined) ?? partsFor(labels.shape, voxelSizeNm);
  return withBoundaries(labels, { numbers, parts });
}
