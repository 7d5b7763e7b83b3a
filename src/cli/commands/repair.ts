import { StudioError } from "../../core/errors.ts";
import { createMemoryFileStore } from "../../storage/memoryFileStore.ts";
import { salvageFiles } from "../../storage/repair.ts";
import { packStudy } from "../../storage/studyFile.ts";
import type { Output } from "../output.ts";
import { writeOneOutput } from "../outputFile.ts";
import { checkNewStudy, studyFiles } from "../studyOnDisk.ts";

export interface RepairFlags {
  readonly out?: string;
  readonly force?: boolean;
}

/** `cristae repair`: a new study from all lines of a damaged log that make sense together; the damaged one stays as it is. */
export async function repair(file: string, { out, force = false }: RepairFlags, output: Output): Promise<void> {
  if (out === undefined)
    throw new StudioError(
      "BadInput",
      "Name the new study: --out REPAIRED.cristae.zip. The damaged one stays as it is.",
    );
  await checkNewStudy(out, { force, inputs: [file] });
  const { files, study, events, lost, damagedFiles } = salvageFiles(await studyFiles(file));
  const bytes = await packStudy(createMemoryFileStore(files), "", { withData: files["data.bin"] !== undefined });
  await writeOneOutput(out, bytes, { flag: "--out", inputs: [file], force });
  output.json({ type: "repaired", out, lines: events.length, lost, damagedFiles, trials: study.trials.length });
  const lines =
    lost.length === 0
      ? []
      : [
          `${lost.length === 1 ? "line" : "lines"} ${lost.slice(0, 20).join(", ")}${lost.length > 20 ? ` and ${lost.length - 20} more` : ""} of the log`,
        ];
  const leftOut = [...lines, ...damagedFiles];
  output.say(
    leftOut.length === 0
      ? `Nothing in ${file} was damaged; ${out} is a copy of it.`
      : `${out} has ${events.length} lines of the log and ${study.trials.length} trials. Left out: ${leftOut.join(", ")}.`,
  );
}
