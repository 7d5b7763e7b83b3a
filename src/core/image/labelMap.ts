import { StudioError } from "../errors.ts";
import { voxelCount, type Shape3, type Volume } from "./volume.ts";

/** The value of a voxel nobody annotated: left out of training and of every score. It is not background. */
export const UNLABELLED = 255;

export const MAX_CLASSES = 64;

export interface ClassInfo {
  readonly name: string;
  /** "#rrggbb", or "none" for background, which is not painted. */
  readonly color: string;
  /** The numbers (or colours, 0xrrggbb) that stand for it in the label file, where it came from one. */
  readonly values?: readonly number[];
  /** Set of the class of boundaries that part objects of the others: those within a slice, or those of the volume. */
  readonly parts?: "slices" | "volume";
}

/** Class index 0 … K-1 per voxel, or UNLABELLED. */
export interface LabelMap {
  readonly shape: Shape3;
  readonly data: Uint8Array;
  readonly classes: readonly ClassInfo[];
  /** Values of the file that were read as unlabelled. */
  readonly unlabelled?: readonly number[];
}

/** What one value of a label file means. `value` is the integer in the file, or 0xrrggbb of a colour label. */
export interface LabelValue {
  readonly value: number;
  readonly voxels: number;
  /** Class index, or UNLABELLED. */
  readonly classIndex: number;
}

/** How the values of a label file become classes: what the class table edits. */
export interface LabelMapping {
  readonly values: readonly LabelValue[];
  readonly classes: readonly ClassInfo[];
}

/** Okabe and Ito's colour-blind-safe set; background is not painted. */
export const CLASS_COLORS = [
  "none",
  "#0072B2",
  "#E69F00",
  "#009E73",
  "#56B4E9",
  "#CC79A7",
  "#F0E442",
  "#D55E00",
] as const;

/** The colour of class `index`: Okabe-Ito for the first eight, then hues a golden angle apart. */
export function classColor(index: number): string {
  return CLASS_COLORS[index] ?? hueColor((index * 137.508) % 360);
}

/** So many classes that nobody named. */
export const unnamedClasses = (count: number): readonly ClassInfo[] =>
  Array.from({ length: count }, (_, index) => ({ name: `class ${index}`, color: classColor(index) }));

function hueColor(hue: number): string {
  const channel = (offset: number) => {
    const k = (offset + hue / 30) % 12;
    const value = 0.55 - 0.4 * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

/** Distinct values with their counts, ascending, NaN last. Throws StudioError "BadInput" past `MAX_CLASSES`: such a file is an image or an instance map. */
export function countLabelValues(labels: Pick<Volume, "data">): readonly { value: number; voxels: number }[] {
  const counts = new Map<number, number>();
  for (const value of labels.data) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.size > MAX_CLASSES) {
      throw new StudioError(
        "BadInput",
        `The labels have more than ${MAX_CLASSES} different values. Class labels have one value per class; these look like numbered objects, a grey image, or a mask whose edges were smoothed (save it without interpolation). To train on objects, take them as foreground and background with --foreground in the command line; cristae objects measures them, cristae evaluate --instances scores them.`,
      );
    }
  }
  return [...counts]
    .sort(([a], [b]) => (Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b))
    .map(([value, voxels]) => ({ value, voxels }));
}

/** Values that tools write where nobody annotated. */
const LEFT_OUT = [-1, 255, 65535, 2 ** 32 - 1, NaN];

/** Beyond this numbers are grey levels rather than numbers of classes. */
const MAX_CLASS_NUMBER = 31;

/** -1, 255, 65535 and NaN beside two small class numbers or more. A mask of 0 and 255 has two classes. */
function proposeUnlabelled(values: readonly number[]): readonly number[] {
  const others = values.filter((value) => !LEFT_OUT.includes(value));
  const areClassNumbers = others.length > 1 && others.every((value) => value >= 0 && value <= MAX_CLASS_NUMBER);
  return values.filter((value) => Number.isNaN(value) || (areClassNumbers && LEFT_OUT.includes(value)));
}

export interface MappingOptions {
  /** Names in the order of the classes. */
  readonly names?: readonly string[];
  /** Values that nobody annotated; proposed from the values where it is not given. NaN is no class in any case. */
  readonly unlabelled?: readonly number[];
  /** What is known of classes by their values: names and colours that came with a mask. */
  readonly known?: readonly (ClassInfo & { readonly value: number })[];
  /** Values are 0xrrggbb, of which none means "unlabelled" by itself. */
  readonly isColor?: boolean;
}

/** Values in ascending order become classes 0 … K-1; the names are placeholders until the user writes better ones. */
export function proposeMapping(
  labels: Pick<Volume, "data">,
  { names = [], unlabelled, known = [], isColor = false }: MappingOptions = {},
): LabelMapping {
  const values = countLabelValues(labels);
  const leftOut = [NaN, ...(unlabelled ?? (isColor ? [] : proposeUnlabelled(values.map(({ value }) => value))))];
  let next = 0;
  const mapped = values.map((entry): LabelValue => ({
    ...entry,
    classIndex: leftOut.includes(entry.value) ? UNLABELLED : next++,
  }));
  const classes = mapped
    .filter(({ classIndex }) => classIndex !== UNLABELLED)
    .map(({ value, classIndex: index }): ClassInfo => {
      const { name, color } = known.find((each) => each.value === value) ?? {
        name: names[index] ?? (index === 0 ? "background" : `class ${index}`),
        color: classColor(index),
      };
      return { name, color };
    });
  return { values: mapped, classes };
}

/** The classes of each voxel, each with the values it stands for: those that it came with (of data kept with a study, whose voxels are indices already), else those of the mapping. */
export function applyMapping(labels: Pick<Volume, "shape" | "data">, { values, classes }: LabelMapping): LabelMap {
  const classOf = new Map(values.map(({ value, classIndex }) => [value, classIndex]));
  const data = new Uint8Array(voxelCount(labels.shape));
  for (let index = 0; index < data.length; index++) data[index] = classOf.get(labels.data[index]!) ?? UNLABELLED;
  const valuesOf = (index: number) => values.filter(({ classIndex }) => classIndex === index).map(({ value }) => value);
  return {
    shape: labels.shape,
    data,
    classes: classes.map((each, index) => ({ ...each, values: each.values ?? valuesOf(index) })),
    unlabelled: valuesOf(UNLABELLED),
  };
}

/** Voxels of each class in slices [from, to); the last entry counts the unlabelled ones. */
export function countClasses(labels: LabelMap, from = 0, to: number = labels.shape[0]): Float64Array {
  const plane = labels.shape[1] * labels.shape[2];
  const counts = new Float64Array(labels.classes.length + 1);
  for (const value of labels.data.subarray(from * plane, to * plane))
    counts[value === UNLABELLED ? labels.classes.length : value]!++;
  return counts;
}
