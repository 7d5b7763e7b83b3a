import type { PartCounts } from "../core/image/classTable.ts";
import { PARTS, type Dataset } from "../core/image/dataset.ts";
import { countBeyond } from "../core/image/intensity.ts";
import { valueText } from "../core/image/labelValues.ts";
import type { StudyTask } from "../core/study/spec.ts";
import { samplingReason } from "../core/image/patchSampling.ts";
import type { Stage } from "../core/stages/index.ts";
import { trainingVoxels } from "../core/study/studyTask.ts";
import { grouped, type Output } from "./output.ts";

/** Tells what was made of the labels, and of grey values that are not believable. */
export function sayData(
  { labels, volume }: Dataset,
  { classes, labelVoxels, intensity }: StudyTask,
  output: Pick<Output, "note">,
): void {
  const row = (index: string, values: readonly number[], name: string, voxels: PartCounts | undefined) => [
    index,
    values.map((value) => valueText(value)).join(" "),
    name,
    ...PARTS.map((part) => grouped(voxels?.[part] ?? 0)),
  ];
  const hasUnlabelled = PARTS.some((part) => (labelVoxels?.unlabelled[part] ?? 0) > 0);
  const rows = [
    ["class", "value", "name", ...PARTS],
    ...classes.map(({ name, values }, index) =>
      row(String(index), values ?? [index], name, labelVoxels?.classes[index]),
    ),
    ...(hasUnlabelled ? [row("", labels.unlabelled ?? [], "unlabelled", labelVoxels?.unlabelled)] : []),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows)
    output.note(
      row
        .map((cell, column) => (column > 2 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
        .join("  ")
        .trimEnd(),
    );
  const beyond = intensity.isPerSubject ? 0 : countBeyond(volume, intensity);
  if (beyond > 0)
    output.note(
      `${grouped(beyond)} voxels lie beyond ${Number(intensity.low!.toPrecision(4))} to ${Number(intensity.high!.toPrecision(4))} and count as hot or dead: they are held at these grey values.`,
    );
}

/** Tells that patches are drawn by class where a plan left it to the data. */
export function saySampling(plan: readonly Stage[], task: StudyTask, output: Pick<Output, "note">): void {
  const isLeft = plan.some((stage) => "recipe" in stage && stage.recipe.patchSampling === "usual");
  const reason = isLeft ? samplingReason(task.classes, trainingVoxels(task)) : null;
  if (reason) output.note(`${reason} Draw them anywhere with --patches uniform.`);
}
