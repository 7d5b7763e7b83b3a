import { catalogParts } from "../../catalog/parts.ts";
import { hybridOn } from "../../catalog/pipelines/hybridOn.ts";
import { StudioError } from "../../core/errors.ts";
import { stageEditEvent } from "../../core/stages/edits.ts";
import { kindOf, type Stage } from "../../core/stages/index.ts";
import { currentStage } from "../../core/stages/stages.ts";
import { applyEvent, type Study } from "../../core/study/study.ts";
import { findTrial } from "../findTrial.ts";
import type { DataFlags } from "../data/dataFlags.ts";
import type { Output } from "../output.ts";
import type { ExitCode } from "../program/run.ts";
import { reportEnd } from "../report.ts";
import { runToEnd, type RunFlags } from "../run.ts";
import { networkChoice, parsePatch } from "../spec.ts";
import { openOnDisk, packedAfter, workFolder } from "../studyOnDisk.ts";
import { datasetOf } from "../data/studyData.ts";

export interface HybridFlags extends DataFlags, RunFlags {
  /** The trial whose network becomes the slices; the best where it is not given. */
  readonly on?: string;
  readonly crf?: boolean;
  readonly steps?: number;
  readonly patch?: string;
  readonly set?: readonly string[];
  readonly openTest?: boolean;
}

/** `cristae hybrid`: a pyramid in 3D on a trained network of slices, from its weights, as one more stage of the study. */
export async function hybrid(file: string, flags: HybridFlags, output: Output): Promise<ExitCode> {
  const disk = await openOnDisk(file);
  const ended = await packedAfter(disk, output, async () => {
    const dataset = await datasetOf(file, disk, disk.study.spec, flags, output);
    const study = await withStages(disk, flags);
    return runToEnd({ study, dataset, folder: disk.folder, place: workFolder(file) }, flags, output);
  });
  return reportEnd(ended, file, output);
}

function stageOf(study: Study, { on = "best", crf = false, steps, patch, set = [] }: HybridFlags): Stage {
  const [first] = study.spec.stages;
  const beginning = first && kindOf(first).beginning(first);
  if (!beginning) throw new StudioError("BadInput", "This study does not begin with a search.");
  const extents = patch === undefined ? null : parsePatch(patch);
  const stage = hybridOn({
    ...{ source: { trial: findTrial(study, on).id }, crf, search: beginning },
    ...(steps !== undefined && { steps }),
  });
  const options = { ...stage.network.options, ...networkChoice(stage.network.id, set).options };
  return {
    ...stage,
    network: { ...stage.network, options },
    recipe: { ...stage.recipe, ...(extents && { patch: extents }) },
  };
}

/** The study with the stage behind all others, and a test of it where that is asked for. */
async function withStages(
  { study, folder }: Awaited<ReturnType<typeof openOnDisk>>,
  flags: HybridFlags,
): Promise<Study> {
  if (currentStage(study) !== null)
    throw new StudioError(
      "BadInput",
      "The study has not come to its end yet. Go on with it first: cristae resume STUDY.",
    );
  const stage = stageOf(study, flags);
  const place = study.spec.stages.length;
  let changed = study;
  for (const each of [stage, ...(flags.openTest ? [{ kind: "test", from: [0, place] } as const] : [])]) {
    const event = stageEditEvent(changed, { type: "insert", stage: each }, catalogParts);
    await folder.log.append([event]);
    changed = applyEvent(changed, event);
  }
  return changed;
}
