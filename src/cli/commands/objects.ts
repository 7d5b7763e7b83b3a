import { basename } from "node:path";
import { writerOf } from "../../catalog/exports/index.ts";
import type { ExportStack } from "../../catalog/exports/stack.ts";
import { csvText } from "../../core/csv.ts";
import { inFewestBits } from "../../core/image/objects/objects.ts";
import { objectTable } from "../../core/image/objects/objectTable.ts";
import type { MeasuredObject } from "../../core/image/objects/measureObjects.ts";
import { medianOf, sumOf } from "../../core/statistics.ts";
import type { ObjectFlags } from "../objectRules.ts";
import { readObjects, type ReadObjects } from "../readObjects.ts";
import { grouped, type Output } from "../output.ts";
import { checkOutput, STANDARD_OUTPUT, writeOneOutput, writeOutputs, type OutputRules } from "../outputFile.ts";

export interface ObjectsFlags extends ObjectFlags {
  readonly out?: string;
  readonly instances?: string;
  readonly force?: boolean;
}

/** `cristae objects`: the objects of a class map, or those of a map of numbered objects, each measured. */
export async function objects(mask: string, flags: ObjectsFlags, output: Output): Promise<void> {
  const { out, instances, force = false, ...read } = flags;
  const inputs = [mask, read.image, read.boundary];
  const rules = (flag: string): OutputRules => ({ flag, inputs, force });
  if (out !== undefined) await checkOutput(out, rules("--out"));
  const writer = instances === undefined ? null : writerOf(instances);
  if (instances !== undefined) await checkOutput(instances, rules("--instances"));
  const found = await readObjects(mask, read, output);
  if (out !== undefined) {
    const text = csvText(objectTable(found.measured, found));
    await writeOneOutput(out, new TextEncoder().encode(text), rules("--out"));
  }
  if (instances !== undefined && writer) {
    const files = await writer.writer.write(basename(writer.base), instanceStack(found));
    await writeOutputs(instances, files, rules("--instances"));
  }
  tell(found, { ...(out !== undefined && { out }), ...(instances !== undefined && { instances }) }, output);
}

/** Objects by their numbers. */
function instanceStack({ ids, measured, volume: { shape, voxelSizeNm, geometry } }: ReadObjects): ExportStack {
  const numbers = Uint32Array.from([0, ...measured.map(({ id }) => id)]);
  const most = numbers.reduce((largest, number) => Math.max(largest, number), 0);
  const data = inFewestBits(
    ids.map((id) => numbers[id]!),
    most,
  );
  return { shape, voxelSizeNm, ...(geometry && { geometry }), data };
}

interface ClassSummary {
  readonly value: number | null;
  readonly name?: string;
  readonly objects: number;
  readonly voxels: number;
  readonly medianSize: number;
}

function tell(
  found: ReadObjects,
  places: { readonly out?: string; readonly instances?: string },
  output: Output,
): void {
  const { measured, dimensions, unit, voxelSize, nameOf } = found;
  const classes = [...new Set(measured.map(({ label }) => label))].map((label) =>
    summaryOf(
      measured.filter((each) => each.label === label),
      label === null ? undefined : nameOf(label),
    ),
  );
  const summary = {
    type: "objects",
    objects: measured.length,
    sizes: measured.map(({ voxels }) => voxels),
    classes,
    dimensions,
    unit,
    voxelSize,
    ...places,
  };
  const sizeUnit = `${unit}${dimensions === 2 ? "²" : "³"}`;
  const lines = classes.map(
    ({ value, name, objects: count, voxels, medianSize }) =>
      `  ${value === null ? "numbered" : `class ${value}${name === undefined ? "" : ` (${name})`}`}: ${count} objects, ${grouped(voxels)} voxels, half of them below ${medianSize.toPrecision(4)} ${sizeUnit}`,
  );
  const text = [`${measured.length} objects`, ...lines].join("\n");
  // The table is what the standard output was asked for.
  if (places.out === STANDARD_OUTPUT) output.note(text);
  else {
    output.json(summary);
    output.say(text);
  }
}

function summaryOf(measured: readonly MeasuredObject[], name: string | undefined): ClassSummary {
  return {
    value: measured[0]!.label,
    ...(name !== undefined && { name }),
    objects: measured.length,
    voxels: sumOf(measured.map(({ voxels }) => voxels)),
    medianSize: medianOf(measured.map(({ size }) => size)),
  };
}
