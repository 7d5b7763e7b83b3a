import { regionShape, type Dataset } from "../../core/image/dataset.ts";
import { partRegions } from "../../core/image/subjects.ts";
import { voxelCount } from "../../core/image/volume.ts";
import { recipeOf } from "../../core/stages/origin.ts";
import { sumOf } from "../../core/statistics.ts";
import type { Study } from "../../core/study/study.ts";
import { lastStep } from "../../core/study/trial.ts";
import type { EndedTraining } from "../devices.ts";

/**
 * What a trial that has ended teaches about a device's pace. Null where it teaches nothing: it was trained in several attempts, in
 * phases whose steps differ, beside a policy that takes its own time, or not at all.
 */
export function endedTraining(
  study: Study,
  trial: number,
  dataset: Pick<Dataset, "volume" | "subjects" | "split">,
  slots: number,
): EndedTraining | null {
  const ended = study.trials.at(trial);
  if (
    !ended?.cost ||
    ended.shared ||
    ended.attempts !== 1 ||
    (ended.status !== "finished" && ended.status !== "pruned")
  )
    return null;
  const recipe = recipeOf(study, ended);
  if (!recipe || recipe.phases) return null;
  const { shape } = dataset.volume;
  const regions = partRegions({ shape, subjects: dataset.subjects }, dataset.split, "validation");
  return {
    cost: ended.cost,
    recipe: { ...recipe, steps: lastStep(ended) },
    validationVoxels: sumOf(regions.map((region) => voxelCount(regionShape(region)))),
    seconds: ended.seconds,
    slots,
  };
}
