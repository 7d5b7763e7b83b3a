import { basename } from "node:path";
import { trialFormats } from "../../catalog/trialFormats/index.ts";
import type { LeavingTrials } from "../../catalog/trialFormats/trialFormat.ts";
import { StudioError } from "../../core/errors.ts";
import { trialTimes } from "../../core/study/trialTimes.ts";
import { openStudyFolder } from "../../storage/studyFolder.ts";
import { damageText } from "../../storage/studyLog.ts";
import type { Output } from "../output.ts";
import { checkOutput, STANDARD_OUTPUT, writeOutputs } from "../outputFile.ts";
import { peekStudy } from "../studyOnDisk.ts";

export interface ExportTrialsFlags {
  /** Id of the format. */
  readonly trials?: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** `cristae export --trials`: all trials of a study for tables and for the programs that show searches. */
export async function exportTrials(
  file: string,
  { trials: id, out, force = false }: ExportTrialsFlags,
  output: Output,
): Promise<void> {
  const format = trialFormats.get(id ?? "");
  if (out === undefined)
    throw new StudioError(
      "BadInput",
      `Name where to: --out ${format.extension ? `FILE.${format.extension}` : "FOLDER"}.`,
    );
  const rules = { flag: "--out", inputs: [file], force };
  await checkOutput(out, rules);
  const leaving = await leavingTrials(file, output);
  if (leaving.trials.length === 0)
    throw new StudioError("BadInput", `${file} has no trials yet. Go on with: cristae resume ${file}`);
  const isFile = format.extension !== "";
  const files = format.write(isFile ? "trials" : basename(out), leaving);
  const place = await writeOutputs(out, files, rules);
  const told = `${leaving.trials.length} trials as ${format.label}: ${place}`;
  output.json({ type: "exportedTrials", format: format.id, trials: leaving.trials.length, out: place });
  if (out === STANDARD_OUTPUT) output.note(told);
  else output.say(told);
}

/** Every trial of a study in the order of asking. */
export async function leavingTrials(file: string, output: Output): Promise<LeavingTrials> {
  const { study, damage, files } = await peekStudy(file);
  if (damage) output.note(damageText(damage));
  const { events } = await openStudyFolder(files, "").readLog();
  return { study, trials: study.trials.map((trial) => trial), times: trialTimes(events) };
}
