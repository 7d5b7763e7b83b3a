import { twoStageResult } from "../../core/search/retrainingControl.ts";
import { foldEvents } from "../../core/search/study.ts";
import { drawFigure } from "../figure.ts";
import { readDataset, type DataFlags } from "../input.ts";
import { comparisonLines, leaderboard, testLines, type Output } from "../output.ts";
import { runToEnd, type RunFlags } from "../run.ts";
import { makeSpec, readStages, type SearchFlags } from "../spec.ts";
import { createOnDisk } from "../studyOnDisk.ts";

export interface SearchCommandFlags extends DataFlags, SearchFlags, RunFlags {
  readonly out?: string;
  readonly name?: string;
  readonly figure?: string;
}

/** `cristae search`: a new study, run to its budget. */
export async function search(flags: SearchCommandFlags, output: Output): Promise<void> {
  const { dataset, source } = await readDataset(flags, output);
  const spec = makeSpec(flags.name ?? dataset.name, dataset, await readStages(flags), flags.seed ?? 0);
  const out = flags.out ?? `${spec.name.replaceAll(/[^\w.-]+/g, "-")}.cristae.zip`;
  const disk = await createOnDisk(out);
  const created = { type: "studyCreated", spec } as const;
  let ended;
  try {
    await disk.folder.writeSource(source);
    await disk.folder.log.append([created]);
    ended = await runToEnd(foldEvents([created])!, dataset, disk.folder, flags, output);
    if (flags.figure !== undefined && !ended.wasInterrupted) await drawFigure(flags.figure, ended.study, dataset, disk.folder, flags, output);
    await disk.pack();
  } finally {
    await disk.close();
  }
  const { study, wasInterrupted } = ended;
  output.say(leaderboard(study));
  const result = twoStageResult(study);
  if (result) output.say(result.sentence);
  for (const line of [...testLines(study), ...comparisonLines(study)]) output.say(line);
  output.note(wasInterrupted ? `Kept in ${out}; go on with: cristae resume ${out}` : `Kept in ${out}`);
}
