import { PARTS, type Part, type Split } from "./dataset.ts";
import { UNLABELLED, type ClassInfo, type LabelMap } from "./labelMap.ts";
import { rowsOf } from "./regionRows.ts";
import { partRegions, type Subject } from "./subjects.ts";

export type PartCounts = Readonly<Record<Part, number>>;

/** One class, the values of the label file that stand for it, and how many voxels each part of the split has of it. */
export interface ClassRow extends ClassInfo {
  readonly index: number;
  readonly values: readonly number[];
  readonly voxels: PartCounts;
}

/** The classes that were made of a label file. */
export interface ClassTable {
  readonly classes: readonly ClassRow[];
  /** What was read as unlabelled, with its voxels. */
  readonly unlabelled: { readonly values: readonly number[]; readonly voxels: PartCounts };
}

/** Counts the classes in each part of the split; voxels in the gaps between parts count nowhere. */
export function classTable(labels: LabelMap, split: Split, subjects?: readonly Subject[]): ClassTable {
  const counts = Object.fromEntries(PARTS.map((part) => [part, partCounts(labels, split, part, subjects)])) as Record<
    Part,
    Float64Array
  >;
  const voxels = (index: number): PartCounts => ({
    train: counts.train[index]!,
    validation: counts.validation[index]!,
    test: counts.test[index]!,
  });
  return {
    classes: labels.classes.map((each, index) => ({
      ...each,
      index,
      values: each.values ?? [index],
      voxels: voxels(index),
    })),
    unlabelled: { values: labels.unlabelled ?? [], voxels: voxels(labels.classes.length) },
  };
}

/** Voxels of each class in one part; the last entry counts the unlabelled ones. */
function partCounts(
  { shape, data, classes }: LabelMap,
  split: Split,
  part: Part,
  subjects: readonly Subject[] | undefined,
): Float64Array {
  const counts = new Float64Array(classes.length + 1);
  const regions = partRegions({ shape, subjects }, split, part);
  for (const [from, to] of rowsOf(shape, regions)) {
    for (let at = from; at < to; at++) counts[data[at] === UNLABELLED ? classes.length : data[at]!]!++;
  }
  return counts;
}
