import { networks } from "../catalog/networks/index.ts";
import { pruners } from "../catalog/pruners/index.ts";
import { spaces } from "../catalog/spaces/index.ts";
import { strategies } from "../catalog/strategies/index.ts";
import { StudioError } from "../core/errors.ts";
import type { Dataset } from "../core/image/dataset.ts";
import type { Network } from "../core/network/network.ts";
import type { SearchSpace, SpaceTask } from "../core/search/space.ts";
import { runStudy, type RunOptions, type RunParts, type StudyRun } from "../core/search/runStudy.ts";
import { keptTrials, type SearchStage, type Study, type StudySpec } from "../core/search/study.ts";
import type { Architecture, Trial } from "../core/search/trial.ts";
import type { StudyFolder } from "../storage/studyFolder.ts";
import type { Pool } from "./pool.ts";

/** Runs a study kept in a folder on a pool of training threads. */
export function startSession(study: Study, folder: StudyFolder, pool: Pool, options: RunOptions): StudyRun {
  return runStudy(study, { ...partsOf(study.spec), evaluator: pool, log: folder.log, now: () => performance.now() / 1000 }, {
    ...options,
    onEvent: (event, after) => {
      if (event.type === "trialEnded") void dropWeights(folder, after);
      options.onEvent?.(event, after);
    },
  });
}

async function dropWeights(folder: StudyFolder, study: Study): Promise<void> {
  const kept = keptTrials(study);
  const written = await folder.weightedTrials();
  await Promise.all(written.filter((trial) => !kept.has(trial)).map((trial) => folder.removeWeights(trial)));
}

/** What the catalog says of a spec. Throws StudioError "UnknownId" or "BadInput" for what this version does not know. */
export function partsOf(spec: StudySpec): Omit<RunParts, "evaluator" | "log" | "now"> {
  const stage = stageOf(spec);
  const task = spaceTask(spec, stage);
  return {
    space: boundSpace(stage, task),
    strategy: strategies.get(stage.strategy.id),
    pruners: stage.recipe.pruners.map(({ id, options }) => ({ pruner: pruners.get(id), options })),
    decodeNetwork: ({ id, options }) => networks.get(id).decode(options, task),
    networkLabel: ({ id }) => networks.get(id).label,
  };
}

export function stageOf(spec: StudySpec): SearchStage {
  const [stage] = spec.stages;
  if (!stage) throw new StudioError("BadStudyFile", "This study has no stage to run.");
  return stage;
}

const spaceTask = (spec: StudySpec, stage: SearchStage): SpaceTask => ({ channels: 1, classes: spec.task.classes.length, patch: stage.recipe.patch });

function boundSpace({ space: { id, settings } }: SearchStage, task: SpaceTask): SearchSpace {
  const definition = spaces.get(id);
  return definition.bind(definition.parseSettings(settings), task);
}

/** The network of an architecture of a study. Throws StudioError "IllegalNetwork" where it has none. */
export function networkOf(spec: StudySpec, architecture: Architecture): Network {
  const parts = partsOf(spec);
  const decoded = architecture.kind === "genotype" ? parts.space.decode(architecture.genotype) : parts.decodeNetwork(architecture.network);
  if ("illegal" in decoded) throw new StudioError("IllegalNetwork", decoded.illegal);
  return decoded.network;
}

/** Throws StudioError "BadInput" when the data at hand are not those of the study. */
export function checkDataset(spec: StudySpec, dataset: Dataset): void {
  if (dataset.id === spec.task.datasetId) return;
  throw new StudioError("BadInput", `These are not the data of this study: it was made on "${spec.task.datasetName}" (${spec.task.datasetId.slice(0, 8)}), "${dataset.name}" is ${dataset.id.slice(0, 8)}. Open the same image, labels and split.`);
}

/** Weights of a trial. Throws StudioError "NotFound" saying whose weights are kept. */
export async function weightsOf(folder: StudyFolder, trial: Trial): Promise<Uint8Array<ArrayBuffer>> {
  const weights = await folder.readWeights(trial.id);
  if (!weights) throw new StudioError("NotFound", `The weights of trial ${trial.label} were not kept. Kept are those of the best trials and of pinned ones; pin a trial before it ends to keep its weights.`);
  return weights;
}

