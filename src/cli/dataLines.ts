import { classTable } from "../core/image/classTable.ts";
import { PARTS, type Dataset } from "../core/image/dataset.ts";
import { countBeyond } from "../core/image/intensity.ts";
import { valueText } from "../core/image/labelValues.ts";
import type { StudyTask } from "../core/search/study.ts";
import type { Output } from "./output.ts";

const grouped = (count: number): string => count.toLocaleString("en").replaceAll(",", " ");

/** Tells what was made of the labels, and of grey values that are not believable. */
export function sayData({ labels, split, volume }: Dataset, { intensity }: StudyTask, output: Pick<Output, "note">): void {
  const { classes, unlabelled } = classTable(labels, split, volume.subjects);
  const rows = [
    ["class", "value", "name", ...PARTS],
    ...classes.map(({ index, name, values, voxels }) => [String(index), values.map((value) => valueText(value)).join(" "), name, ...PARTS.map((part) => grouped(voxels[part]))]),
    ...(PARTS.some((part) => unlabelled.voxels[part] > 0) ? [["", unlabelled.values.map((value) => valueText(value)).join(" "), "unlabelled", ...PARTS.map((part) => grouped(unlabelled.voxels[part]))]] : []),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) output.note(row.map((cell, column) => (column > 2 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  ").trimEnd());
  const beyond = intensity.isPerSubject ? 0 : countBeyond(volume, intensity);
  if (beyond > 0) output.note(`${grouped(beyond)} voxels lie beyond ${Number(intensity.low!.toPrecision(4))} to ${Number(intensity.high!.toPrecision(4))} and count as hot or dead: they are held at these grey values.`);
}
