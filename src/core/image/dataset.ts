import { StudioError } from "../errors.ts";
import { shapeText, type Shape3 } from "./volume.ts";
import type { LabelMap } from "./labelMap.ts";
import type { Joined } from "./subjects.ts";

/** Half-open: `from` is in, `to` is not. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export type Part = "train" | "validation" | "test";
export const PARTS = ["train", "validation", "test"] as const;

/** Which part of the stack is for what. Parts are blocks along one axis, so that neighbouring slices do not leak by accident. */
export interface Split {
  readonly axis: "slices" | "columns";
  readonly train: Range;
  readonly validation: Range;
  readonly test: Range;
}

/** The same with several blocks a part, as a shuffled split has them. */
export interface ScatteredSplit {
  readonly axis: Split["axis"];
  readonly train: readonly Range[];
  readonly validation: readonly Range[];
  readonly test: readonly Range[];
}

export type AnySplit = Split | ScatteredSplit;

/** The blocks of a part; none of one that is empty. */
export function blocksOf(split: AnySplit, part: Part): readonly Range[] {
  const found = split[part];
  return ("from" in found ? [found] : found).filter((block) => lengthOf(block) > 0);
}

/** A box of voxels, half-open along each axis. */
export interface Region {
  readonly z: Range;
  readonly y: Range;
  readonly x: Range;
}

/** A box of one of several sets that lie in one stack. */
export interface SetRegion extends Region {
  /** Name of the set; none where the stack is one. */
  readonly set?: string;
}

export interface Dataset extends Joined {
  /** Hash of shapes, voxels and classes: the same data has the same id on every machine. */
  readonly id: string;
  readonly name: string;
  readonly labels: LabelMap;
  readonly split: Split;
}

export const lengthOf = ({ from, to }: Range): number => to - from;

export const regionShape = (region: Region): Shape3 => [lengthOf(region.z), lengthOf(region.y), lengthOf(region.x)];

/** About 2/3, 1/6, 1/6 in blocks of slices, or of columns when there are too few slices; `gap` is left unused between parts. */
export function proposeSplit([depth, , width]: Shape3, gap = 0): Split {
  const axis = depth >= 3 + 2 * gap ? "slices" : "columns";
  const usable = (axis === "slices" ? depth : width) - 2 * gap;
  const held = Math.max(1, Math.round(usable / 6));
  const train = { from: 0, to: usable - 2 * held };
  const validation = { from: train.to + gap, to: train.to + gap + held };
  const test = { from: validation.to + gap, to: validation.to + gap + held };
  return { axis, train, validation, test };
}

/** Throws StudioError "BadInput" for parts that are empty, outside the stack or overlapping. An empty test part is allowed, and others where it is said. */
export function checkSplit(shape: Shape3, split: Split, mayBeEmpty: readonly Part[] = ["test"]): void {
  const length = split.axis === "slices" ? shape[0] : shape[2];
  for (const part of PARTS) {
    const { from, to } = split[part];
    const isInside =
      Number.isInteger(from) &&
      Number.isInteger(to) &&
      from >= 0 &&
      to <= length &&
      (to > from || (mayBeEmpty.includes(part) && to === from));
    if (!isInside)
      throw new StudioError(
        "BadInput",
        `The ${part} part is ${from}:${to}; the stack has ${length} ${split.axis}, so it must lie within 0:${length}${mayBeEmpty.includes(part) ? "" : " and not be empty"}.`,
      );
  }
  for (const [one, other] of [
    ["train", "validation"],
    ["train", "test"],
    ["validation", "test"],
  ] as const) {
    const overlap = Math.min(split[one].to, split[other].to) - Math.max(split[one].from, split[other].from);
    if (overlap > 0)
      throw new StudioError(
        "BadInput",
        `The ${one} part and the ${other} part share ${overlap} ${split.axis}. A score on data that was trained on says nothing.`,
      );
  }
}

/** Throws StudioError "BadInput" saying both shapes and, where only the number of slices differs, what would fit. */
export function checkSameShape(image: Shape3, labels: Shape3): void {
  if (image.every((size, axis) => size === labels[axis])) return;
  throw new StudioError(
    "BadInput",
    `The sizes differ. The labels are ${shapeText(labels)}, the image is ${shapeText(image)}. Labels must match the image voxel by voxel.`,
  );
}
