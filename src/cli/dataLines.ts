import type { PartCounts } from "../core/image/classTable.ts";
import { PARTS, type Dataset } from "../core/image/dataset.ts";
import { countBeyond } from "../core/image/intensity.ts";
import { valueText } from "../core/image/labelValues.ts";
import type { StudyTask } from "../core/study/spec.ts";
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
