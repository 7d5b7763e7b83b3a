import { StudioError } from "../errors.ts";
import { proposeMapping, UNLABELLED, type ClassInfo } from "./labelMap.ts";
import { valueText } from "./labelValues.ts";
import type { ValuedLabels } from "./matchLabels.ts";

/**
 * A mask's voxels as indices of known classes, UNLABELLED where nobody annotated. Its numbers are what its own class table says, else the
 * values that the classes have in the labels they come from, else indices: the first way that knows all of them. Throws StudioError
 * "BadInput" with both lists where none does.
 */
export function labelsIn(
  mask: ValuedLabels,
  classes: readonly ClassInfo[],
  { unlabelled, name = "The mask" }: { readonly unlabelled?: readonly number[]; readonly name?: string } = {},
): Uint8Array<ArrayBuffer> {
  const { values } = proposeMapping(mask.volume, { isColor: mask.isColor, ...(unlabelled && { unlabelled }) });
  const seen = values.filter(({ classIndex }) => classIndex !== UNLABELLED).map(({ value }) => value);
  const byValue = new Map(
    classes.flatMap(({ values: own = [] }, index) => own.map((value) => [value, index] as const)),
  );
  const byIndex = new Map(classes.map((_, index) => [index, index]));
  const way = [byTable(mask, classes, byValue), byValue, byIndex].find((known) =>
    seen.every((value) => known.has(value)),
  );
  if (!way) throw unknownValues(name, seen, mask.isColor, classes);
  const indexOf = new Map(seen.map((value) => [value, way.get(value)!]));
  const { data } = mask.volume;
  const indices = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) indices[at] = indexOf.get(data[at]!) ?? UNLABELLED;
  return indices;
}

/** What a mask's own table says of its numbers, by the values of the labels behind them or by the names of classes. */
function byTable(
  { maskClasses = [] }: ValuedLabels,
  classes: readonly ClassInfo[],
  byValue: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const found = maskClasses.map(({ value, name, values: [first] = [] }) => {
    const index = first === undefined ? undefined : byValue.get(first);
    return [value, index ?? classes.findIndex((each) => each.name === name)] as const;
  });
  return new Map(found.filter(([, index]) => index >= 0));
}

function unknownValues(
  name: string,
  seen: readonly number[],
  isColor: boolean,
  classes: readonly ClassInfo[],
): StudioError {
  const known = classes.map(({ name: label, values = [] }, index) => {
    const numbers = values.length > 0 ? values.map((value) => valueText(value, isColor)).join(" or ") : String(index);
    return `${label} (${numbers})`;
  });
  return new StudioError(
    "BadInput",
    `${name} has the values ${seen.map((value) => valueText(value, isColor)).join(", ")}; the study's classes are ${known.join(", ")}. Write one of those values for each voxel, and name values that nobody annotated with --unlabelled.`,
  );
}
