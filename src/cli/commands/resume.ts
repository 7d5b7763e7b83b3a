import { kindOf } from "../../core/stages/index.ts";
import { changedStage } from "../../core/stages/stageKind.ts";
import { sizeOf } from "../../core/stages/stages.ts";
import { catalogParts } from "../../catalog/parts.ts";
import { StudioError } from "../../core/errors.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import { applyEvent, type Study } from "../../core/study/study.ts";
import type { DataFlags } from "../data/dataFlags.ts";
import { datasetOf } from "../data/studyData.ts";
import { readOnnxBaselines, type OnnxBaselineFlags } from "../onnxBaselines.ts";
import { isOnnx } from "../onnxSource.ts";
import type { Output } from "../output.ts";
import type { ExitCode } from "../program/run.ts";
import { runToEnd, type OpenWorkforce, type RunFlags } from "../run.ts";
import { reportEnd } from "../report.ts";
import { openOnDisk, packedAfter, workFolder, type StudyOnDisk } from "../studyOnDisk.ts";

export interface ResumeFlags extends DataFlags, OnnxBaselineFlags, RunFlags {
  readonly trials?: number;
}

/** `cristae resume`: goes on with a study, after Ctrl-C, a kill or a larger budget. */
export async function resume(
  file: string,
  flags: ResumeFlags,
  output: Output,
  open?: OpenWorkforce,
): Promise<ExitCode> {
  const disk = await openOnDisk(file);
  const ended = await packedAfter(disk, output, async () => {
    const dataset = await datasetOf(file, disk, disk.study.spec, flags, output);
    const resized = await withBudget(disk, flags.trials, output);
    const study = await withBaselines(resized, disk, dataset, flags, output);
    return runToEnd({ study, dataset, folder: disk.folder, place: workFolder(file) }, flags, output, open);
  });
  return reportEnd(ended, file, output);
}

/** The study with another number of trials in its first stage, where one is given. Throws StudioError "BadInput" for a stage without one. */
async function withBudget(
  { study, folder }: Awaited<ReturnType<typeof openOnDisk>>,
  trials: number | undefined,
  output: Output,
): Promise<Study> {
  const [first] = study.spec.stages;
  if (trials === undefined || !first) return study;
  const resized = changedStage(kindOf(first), first, { field: "count", value: trials }, catalogParts);
  if (sizeOf(resized) === sizeOf(first)) return study;
  const asked = study.trials.stage(0).candidates.size;
  if (trials < asked)
    output.note(`${asked} networks were asked for already, so a budget of ${trials} asks for no more.`);
  const budget = { type: "budgetChanged", stage: 0, trials: sizeOf(resized) } as const;
  await folder.log.append([budget]);
  return applyEvent(study, budget);
}

/** The study with ONNX files as further baselines; each is kept before the log speaks of it. */
async function withBaselines(
  study: Study,
  { folder }: Pick<StudyOnDisk, "folder">,
  dataset: Dataset,
  flags: ResumeFlags,
  output: Output,
): Promise<Study> {
  const strange = flags.baseline?.find((text) => !isOnnx(text));
  if (strange !== undefined)
    throw new StudioError(
      "BadInput",
      `--baseline is "${strange}"; a study that has begun takes ONNX files as further baselines.`,
    );
  const { stage, baselines } = await readOnnxBaselines(flags, dataset, study.spec, output);
  let changed = study;
  for (const { network, bytes } of baselines) {
    await folder.writeNetwork(bytes);
    const added = { type: "onnxBaselineAdded", stage, network } as const;
    await folder.log.append([added]);
    changed = applyEvent(changed, added);
  }
  return changed;
}
