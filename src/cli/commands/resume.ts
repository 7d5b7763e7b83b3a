import { strategies } from "../../catalog/strategies/index.ts";
import { StudioError } from "../../core/errors.ts";
import { readDataset, type DataFlags } from "../input.ts";
import { comparisonLines, leaderboard, testLines, type Output } from "../output.ts";
import { runToEnd, type RunFlags } from "../run.ts";
import { twoStageResult } from "../../core/search/retrainingControl.ts";
import { checkDataset } from "../../worker/session.ts";
import { openOnDisk, type StudyOnDisk } from "../studyOnDisk.ts";
import type { Dataset } from "../../core/image/dataset.ts";
import type { StudySpec } from "../../core/search/study.ts";

/** `cristae resume`: goes on with a study, after Ctrl-C, a kill or a larger budget. */
export async function resume(file: string, flags: DataFlags & RunFlags & { readonly trials?: number }, output: Output): Promise<void> {
  const disk = await openOnDisk(file);
  const dataset = await datasetOf(disk, disk.study.spec, flags, output);
  let { study } = disk;
  const [first] = study.spec.stages;
  if (flags.trials !== undefined && first?.kind === "search" && flags.trials !== first.trials) {
    await disk.folder.log.append([{ type: "budgetChanged", stage: 0, trials: strategies.get(first.strategy.id).budgetFor?.(flags.trials, first.strategy.options) ?? flags.trials }]);
    study = (await openOnDisk(file)).study;
  }
  const result = await runToEnd(study, dataset, disk.folder, flags, output);
  await disk.pack();
  output.say(leaderboard(result.study));
  const conclusion = twoStageResult(result.study);
  if (conclusion) output.say(conclusion.sentence);
  for (const line of [...testLines(result.study), ...comparisonLines(result.study)]) output.say(line);
  output.note(result.wasInterrupted ? `Kept in ${file}; go on with: cristae resume ${file}` : `Kept in ${file}`);
}

/** The data of a study: in the study itself, at the paths it was made from, or as the flags say. */
export async function datasetOf({ folder }: Pick<StudyOnDisk, "folder">, { task }: StudySpec, flags: DataFlags, output: Output): Promise<Dataset> {
  const kept = await folder.readDataset();
  if (kept) return kept;
  const source = await folder.readSource();
  const where = flags.image === undefined && flags.sample === undefined ? source : flags;
  if (!where) throw new StudioError("BadInput", `The study does not hold its data ("${task.datasetName}"). Name them: --image FILE --labels FILE.`);
  const { dataset } = await readDataset(where, output, task.split);
  checkDataset({ task } as StudySpec, dataset);
  return { ...dataset, labels: { ...dataset.labels, classes: task.classes } };
}
