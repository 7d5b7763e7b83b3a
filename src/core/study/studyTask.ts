import { classTable } from "../image/classTable.ts";
import type { Dataset } from "../image/dataset.ts";
import { robustIntensity } from "../image/intensity.ts";
import { partRegions } from "../image/subjects.ts";
import type { Stage } from "../stages/index.ts";
import { STUDY_VERSION, type StudySpec, type StudyTask } from "./spec.ts";

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

/** What will be searched, before it is known on which data. */
export type StudyPlan = Pick<StudySpec, "name" | "seed"> & { readonly stages: readonly Stage[] };

/** All that a rerun needs, beside the data. */
export const specOf = (dataset: Dataset, { name, seed, stages }: StudyPlan): StudySpec => ({
  version: STUDY_VERSION,
  name,
  seed,
  task: taskOf(dataset),
  stages,
});
