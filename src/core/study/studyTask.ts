import { classTable } from "../image/classTable.ts";
import type { Dataset } from "../image/dataset.ts";
import { robustIntensity } from "../image/intensity.ts";
import { partRegions } from "../image/subjects.ts";
import type { StudyTask } from "./spec.ts";

/** What a study keeps of its data: all but the voxels. */
export function taskOf({ id, name, volume, labels, split }: Dataset): StudyTask {
  const { classes, unlabelled } = classTable(labels, split, volume.subjects);
  return {
    datasetId: id,
    datasetName: name,
    shape: volume.shape,
    voxelSizeNm: volume.voxelSizeNm,
    classes: labels.classes,
    labelVoxels: { classes: classes.map(({ voxels }) => voxels), unlabelled: unlabelled.voxels },
    split,
    intensity: {
      ...robustIntensity(volume, partRegions(volume, split, "train"), labels),
      isPerSubject: volume.subjects !== undefined,
    },
  };
}
