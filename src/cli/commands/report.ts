import { reportHtml } from "../../catalog/report/report.ts";
import type { ReportPicture } from "../../catalog/report/pictures.ts";
import { damageText } from "../../storage/studyLog.ts";
import { openStudyFolder } from "../../storage/studyFolder.ts";
import { reportPictures } from "../../worker/reportPictures.ts";
import type { Output } from "../output.ts";
import { checkOutput, STANDARD_OUTPUT, writeOneOutput } from "../outputFile.ts";
import { peekStudy, STUDY_ENDING } from "../studyOnDisk.ts";

export interface ReportFlags {
  readonly out?: string;
  readonly force?: boolean;
}

/** `cristae report`: what a study found as one HTML file, beside the study unless said otherwise. */
export async function report(file: string, { out, force = false }: ReportFlags, output: Output): Promise<void> {
  const place = out ?? `${file.endsWith(STUDY_ENDING) ? file.slice(0, -STUDY_ENDING.length) : file}.html`;
  const rules = { flag: "--out", inputs: [file], force };
  await checkOutput(place, rules);
  const { study, damage, files } = await peekStudy(file);
  if (damage) output.note(damageText(damage));
  const folder = openStudyFolder(files, "");
  const dataset = await folder.readDataset();
  const pictures: readonly ReportPicture[] = await reportPictures(study, folder);
  const html = reportHtml({ study, version: __APP_VERSION__, pictures, dataset });
  await writeOneOutput(place, new TextEncoder().encode(html), rules);
  output.json({ type: "report", out: place, trials: study.trials.length, pictures: pictures.length });
  const told = `${study.trials.length} networks and ${pictures.length} pictures: ${place}`;
  if (place === STANDARD_OUTPUT) output.note(told);
  else output.say(told);
}
