import { catalogParts } from "../catalog/parts.ts";
import { StudioError } from "../core/errors.ts";
import type { Dataset } from "../core/image/dataset.ts";
import { keptTrials } from "../core/stages/keptTrials.ts";
import { createResolver, type Training } from "../core/stages/resolve.ts";
import type { Evaluator } from "../core/run/evaluator.ts";
import { teamOf } from "../core/run/members.ts";
import { runStudy, type RunOptions, type StudyRun } from "../core/run/runStudy.ts";
import { checkStages } from "../core/stages/edits.ts";
import type { Study } from "../core/study/study.ts";
import type { StudySpec } from "../core/study/spec.ts";
import { hasEnded, type Trial } from "../core/study/trial.ts";
import type { StudyFolder } from "../storage/studyFolder.ts";
import { predictorOf } from "./artifacts.ts";
import type { Predictor } from "./trainerApi.ts";

/** Runs a study kept in a folder, on whatever trains its candidates. Throws StudioError "BadInput" where its stages do not fit together. */
export function startSession(study: Study, folder: StudyFolder, evaluator: Evaluator, options: RunOptions): StudyRun {
  checkStages(study.spec.stages);
  return runStudy(
    study,
    { catalog: catalogParts, evaluator, log: folder.log, now: () => performance.now() / 1000 },
    {
      ...options,
      onEvent: (event, after) => {
        if (event.type === "trialEnded") void dropWeights(folder, after).catch(() => undefined);
        options.onEvent?.(event, after);
      },
    },
  );
}

/**
 * Weights that cannot be removed now are tried again when the next trial ends: the study does not depend on it. Those of a trial that has
 * not ended stay: they are written before it ends, and it may be the best then.
 */
async function dropWeights(folder: StudyFolder, study: Study): Promise<void> {
  const kept = keptTrials(study);
  const isOver = (id: number) => {
    const trial = study.trials.at(id);
    return trial !== undefined && hasEnded(trial) && !kept.has(id);
  };
  const written = await folder.weightedTrials();
  await Promise.all(written.filter(isOver).map((trial) => folder.removeWeights(trial)));
}

/** Network and recipe of a trial of a study. Throws StudioError "IllegalNetwork" where it has none. */
export function trainingOf(study: Study, { stage, architecture }: Pick<Trial, "stage" | "architecture">): Training {
  const found = createResolver(catalogParts).resolve(study, stage, architecture);
  if ("illegal" in found) throw new StudioError("IllegalNetwork", found.illegal);
  return found;
}

/** What predicts for a trial. Throws StudioError "NotFound" where weights or a file were not kept. */
export const trialPredictor = (study: Study, folder: StudyFolder, trial: Trial): Promise<Predictor> =>
  predictorOf(teamOf(study, trial, createResolver(catalogParts)), folder);

/** Throws StudioError "BadInput" when the data at hand are not those of the study. */
export function checkDataset(spec: StudySpec, dataset: Dataset): void {
  if (dataset.id === spec.task.datasetId) return;
  throw new StudioError(
    "BadInput",
    `These are not the data of this study: it was made on "${spec.task.datasetName}" (${spec.task.datasetId.slice(0, 8)}), "${dataset.name}" is ${dataset.id.slice(0, 8)}. Open the same image, labels and split.`,
  );
}
