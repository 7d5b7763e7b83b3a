import { settledSampling } from "../image/patchSampling.ts";
import { classTable, type PartCounts } from "../image/classTable.ts";
import { lengthOf, PARTS, type Dataset, type Part } from "../image/dataset.ts";
import { robustIntensity } from "../image/intensity.ts";
import { joinedStack, partRegions } from "../image/subjects.ts";
import type { Stage } from "../stages/index.ts";
import { sumOf } from "../statistics.ts";
import { STUDY_VERSION, type StudySpec, type StudyTask } from "./spec.ts";

/** What a study keeps of its data: all but the voxels. */
export function taskOf(dataset: Dataset): StudyTask {
  const { id, name, volume, subjects, labels, split } = dataset;
  const { classes, unlabelled } = classTable(labels, split, subjects);
  return {
    datasetId: id,
    datasetName: name,
    shape: volume.shape,
    voxelSizeNm: volume.voxelSizeNm,
    classes: labels.classes,
    labelVoxels: { classes: classes.map(({ voxels }) => voxels), unlabelled: unlabelled.voxels },
    split,
    ...setsOf(dataset),
    intensity: {
      ...robustIntensity(volume, partRegions(joinedStack(dataset), split, "train"), labels),
      isPerSubject: subjects !== undefined,
    },
  };
}

function setsOf({ volume, subjects, split }: Dataset): Pick<StudyTask, "sets"> {
  const names = [...new Set(subjects?.flatMap(({ set }) => set ?? []))];
  if (names.length === 0) return {};
  const slices = (set: string, part: Part) =>
    sumOf(
      partRegions({ shape: volume.shape, subjects }, split, part)
        .filter((region) => region.set === set)
        .map(({ z }) => lengthOf(z)),
    );
  const counts = (set: string) => Object.fromEntries(PARTS.map((part) => [part, slices(set, part)])) as PartCounts;
  return { sets: names.map((name) => ({ name, slices: counts(name) })) };
}

/** What will be searched, before it is known on which data. */
export type StudyPlan = Pick<StudySpec, "name" | "seed"> & { readonly stages: readonly Stage[] };

/** All that a rerun needs, beside the data. */
export function specOf(dataset: Dataset, { name, seed, stages }: StudyPlan): StudySpec {
  const task = taskOf(dataset);
  return { version: STUDY_VERSION, name, seed, task, stages: stages.map((stage) => settled(stage, task)) };
}

/** A stage with its choices that wait for the data made, so that the log says how patches were drawn. */
function settled(stage: Stage, task: StudyTask): Stage {
  const recipe = "recipe" in stage ? stage.recipe : undefined;
  if (recipe?.patchSampling === undefined) return stage;
  const patchSampling = settledSampling(recipe.patchSampling, trainingVoxels(task));
  return { ...stage, recipe: { ...recipe, patchSampling } } as Stage;
}

/** Labelled voxels of each class in the training part; empty where a study does not know them. */
export const trainingVoxels = ({ labelVoxels }: Pick<StudyTask, "labelVoxels">): readonly number[] =>
  labelVoxels?.classes.map(({ train }) => train) ?? [];
