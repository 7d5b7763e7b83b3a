import { dirname, relative, resolve } from "node:path";
import { planCatalog } from "../../catalog/planCatalog.ts";
import { kindOf, type Stage } from "../../core/stages/index.ts";
import { cautionsOf } from "../../core/stages/stages.ts";
import { foldEvents } from "../../core/study/fold.ts";
import { drawFigure, figurePlace } from "../figure.ts";
import { sayData, saySampling } from "../dataLines.ts";
import { dataSource, type DataFlags } from "../data/dataFlags.ts";
import { readDataset } from "../data/readDataset.ts";
import { readOnnxBaselines, type OnnxBaselineFlags } from "../onnxBaselines.ts";
import type { Output } from "../output.ts";
import type { ExitCode } from "../program/run.ts";
import { reportEnd } from "../report.ts";
import { runToEnd, type OpenWorkforce, type RunFlags } from "../run.ts";
import { specOf } from "../../core/study/studyTask.ts";
import { readPlan, type PlannedRun } from "../planFile.ts";
import { readStages, type SearchFlags } from "../spec.ts";
import { checkNewStudy, createOnDisk, packedAfter, STUDY_ENDING, workFolder } from "../studyOnDisk.ts";

export interface SearchCommandFlags extends DataFlags, SearchFlags, OnnxBaselineFlags, RunFlags {
  readonly out?: string;
  readonly name?: string;
  readonly figure?: string;
  readonly force?: boolean;
  /** Flags that were typed. */
  readonly given?: readonly string[];
}

/** `cristae search`: a new study, run to its budget; by a plan from a file, or by one that flags make. */
export async function search(
  file: string | undefined,
  flags: SearchCommandFlags,
  output: Output,
  open?: OpenWorkforce,
): Promise<ExitCode> {
  const { force = false } = flags;
  const inputs = [...(flags.image ?? []), ...(flags.labels ?? [])];
  const figure =
    flags.figure === undefined ? null : await figurePlace(flags.figure, { inputs: [...inputs, flags.out], force });
  if (flags.out !== undefined) await checkNewStudy(flags.out, { force, inputs });
  const plan: PlannedRun = file === undefined ? { stages: await readStages(flags) } : await readPlan(file, flags);
  const { stages } = plan;
  for (const caution of cautionsOf(stages, planCatalog)) output.note(caution);
  const { dataset, source } = await readDataset(await dataSource(flags), output);
  const planned = specOf(dataset, {
    name: flags.name ?? plan.name ?? dataset.name,
    seed: flags.seed ?? plan.seed ?? 0,
    stages,
  });
  sayData(dataset, planned.task, output);
  saySampling(stages, planned.task, output);
  const { stage, baselines } = await readOnnxBaselines(flags, dataset, planned, output);
  const spec = {
    ...planned,
    stages: baselines.reduce<readonly Stage[]>(
      (before, { network }) => before.with(stage, kindOf(before[stage]!).withOnnxBaseline(before[stage]!, network)),
      planned.stages,
    ),
  };
  const out = flags.out ?? `${spec.name.replaceAll(/[^\w.-]+/g, "-")}${STUDY_ENDING}`;
  const disk = await createOnDisk(out, { force, inputs });
  const created = { type: "studyCreated", spec } as const;
  const ended = await packedAfter(disk, output, async () => {
    await disk.folder.writeSource({ ...source, folder: relative(dirname(resolve(out)), ".") });
    for (const { bytes } of baselines) await disk.folder.writeNetwork(bytes);
    await disk.folder.log.append([created]);
    const runnable = { study: foldEvents([created])!, dataset, folder: disk.folder, place: workFolder(out) };
    const run = await runToEnd(runnable, flags, output, open);
    if (figure && run.signal === null)
      await drawFigure(figure, { study: run.study }, dataset, disk.folder, flags, output);
    return run;
  });
  return reportEnd(ended, out, output);
}
