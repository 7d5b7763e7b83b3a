import type { Range, Split } from "../../core/image/dataset.ts";
import type { StudioState } from "../store.ts";

/** Whether a class is painted in both parts that a search needs. */
export interface ClassPlace {
  readonly name: string;
  /** What is missing, and where it would do; null where nothing is. */
  readonly missing: string | null;
}

/** Of each painted class, by slices; null where the stack is not parted by slices, so that slices do not tell. */
export function classPlaces({ data }: Pick<StudioState, "data">): readonly ClassPlace[] | null {
  const { painting, mapping, split } = data ?? {};
  if (!painting || !mapping || split?.axis !== "slices") return null;
  return mapping.classes.map(({ name }, index): ClassPlace => {
    const slices = mapping.values
      .filter(({ classIndex }) => classIndex === index)
      .flatMap(({ value }) => painting.values[value]?.slices ?? []);
    return { name, missing: missingOf(slices, split) };
  });
}

function missingOf(slices: readonly number[], { train, validation }: Split): string | null {
  const isIn = ({ from, to }: Range) => slices.some((slice) => slice >= from && slice < to);
  const text = ({ from, to }: Range) => (to - from === 1 ? `slice ${from}` : `slices ${from} to ${to - 1}`);
  if (!isIn(train) && !isIn(validation)) return `paint some in ${text(train)}, and some in ${text(validation)}`;
  if (!isIn(train)) return `nothing would learn it: paint some in ${text(train)}`;
  return isIn(validation) ? null : `nothing would check it: paint some in ${text(validation)}`;
}
