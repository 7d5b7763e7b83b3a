import { seedsOf } from "../stages/origin.ts";
import type { Training } from "../stages/resolve.ts";
import { correctionsOf, shuffledPartsOf } from "../stages/stages.ts";
import { sharedSearchOf, supernetOf } from "../stages/supernet.ts";
import { isShared } from "../study/architecture.ts";
import type { Study } from "../study/study.ts";
import type { Trial } from "../study/trial.ts";
import type { Beginnings } from "./beginnings.ts";
import type { Candidate, SharedCandidate } from "./evaluator.ts";

/** A trial as an evaluator gets it: the same whenever it is asked for, so that it is trained to the same weights. */
export function candidateOf(
  study: Study,
  trial: Trial,
  { network, recipe }: Training,
  { trials: beginnings }: Beginnings,
): Candidate {
  const { weights, data } = seedsOf(study, trial);
  const weightsOf = isShared(trial) ? supernetOf(study, trial.stage)?.id : undefined;
  const shuffled = shuffledPartsOf(study, trial);
  const corrections = correctionsOf(study, trial);
  return {
    ...{ trial: trial.id, network, recipe, seed: weights, dataSeed: data },
    ...(weightsOf !== undefined && { weightsOf }),
    ...(shuffled && { shuffled }),
    ...(corrections && { corrections }),
    ...(beginnings && { beginnings }),
  };
}

/** The weights that all members of a space share, as an evaluator gets them. */
export function sharedCandidateOf(study: Study, trial: Trial): SharedCandidate {
  const search = sharedSearchOf(study, trial.stage);
  const { weights, data } = seedsOf(study, trial);
  const { classes, voxelSizeNm } = study.spec.task;
  const { patch } = search.recipe;
  return {
    ...search,
    trial: trial.id,
    task: { channels: 1, classes: classes.length, patch, ...(voxelSizeNm && { voxelSizeNm }) },
    seed: weights,
    dataSeed: data,
  };
}
