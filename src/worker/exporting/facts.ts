import { valueMetrics } from "../../catalog/metrics/index.ts";
import type { NetworkFacts, ScoreFact } from "../../catalog/networkFormats/networkFormat.ts";
import { headlineMetric } from "../../core/judging/headline.ts";
import { valueOf, type Scores } from "../../core/judging/scores.ts";
import type { Recipe } from "../../core/space/recipe.ts";
import type { Study } from "../../core/study/study.ts";
import { evaluationOf, type Trial } from "../../core/study/trial.ts";
import { wholeImageOf } from "../../engine/wholeImages.ts";

/** All that is said of a trial's network wherever it goes. */
export function factsOf(study: Study, trial: Trial, recipe: Recipe, licence: string | null): NetworkFacts {
  const { name, task } = study.spec;
  const wholeImage = wholeImageOf(recipe);
  return {
    study: name,
    trial: trial.label,
    scores: [
      ...scoreFacts(study, evaluationOf(trial)?.scores ?? null, "validation"),
      ...scoreFacts(study, trial.test?.scores ?? null, "test"),
    ],
    dataset: { name: task.datasetName, id: task.datasetId },
    voxelSizeNm: task.voxelSizeNm,
    intensity: task.intensity,
    classes: task.classes,
    patch: recipe.patch,
    ...(wholeImage && { wholeImage }),
    licence,
    studio: { version: __APP_VERSION__, commit: __APP_COMMIT__ },
  };
}

/** The metric that the study goes by first, then all others that were measured. */
function scoreFacts(study: Study, scores: Scores | null, part: ScoreFact["part"]): readonly ScoreFact[] {
  const first = headlineMetric(study);
  return valueMetrics
    .toSorted((one, other) => Number(other.id === first) - Number(one.id === first))
    .flatMap(({ id, label }) => {
      const value = valueOf(scores, id);
      return value === null ? [] : [{ metric: label, value, part }];
    });
}
