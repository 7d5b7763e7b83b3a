import type { ClassInfo } from "../image/labelMap.ts";
import { keptTrials } from "./keptTrials.ts";
import { bestTrainings } from "../study/ranking.ts";
import type { Study } from "../study/study.ts";
import type { Trial } from "../study/trial.ts";

/** Fewer would have nobody to differ from. */
const FEWEST = 2;

/**
 * The trained networks of a study that vote on where labels would teach most: the best of those whose weights are kept, where the study
 * tells the same classes apart. None where there are less than two.
 */
export function committeeOf(study: Study, classes: readonly ClassInfo[], most: number): readonly Trial[] {
  const known = study.spec.task.classes;
  const isAlike = known.length === classes.length && known.every(({ name }, index) => name === classes[index]!.name);
  if (!isAlike) return [];
  const kept = keptTrials(study);
  const stages = study.spec.stages.map((_, index) => index);
  const voters = bestTrainings(study, stages, study.trials.length)
    .filter(({ id }) => kept.has(id))
    .slice(0, most);
  return voters.length < FEWEST ? [] : voters;
}
