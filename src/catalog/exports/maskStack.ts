import { StudioError } from "../../core/errors.ts";
import { originNm, placeOf } from "../../core/image/geometry.ts";
import type { ClassInfo } from "../../core/image/labelMap.ts";
import { shapeText, VOXEL_ARRAYS, type VoxelType } from "../../core/image/volume.ts";
import type { ExportStack, StackWriter } from "./stack.ts";

/** Which numbers stand for the classes of a mask: those of the labels that were trained on, or 0 … K-1. */
export const MASK_VALUES = ["original", "index"] as const;
export type MaskValues = (typeof MASK_VALUES)[number];

export interface MaskWish {
  readonly writer: StackWriter;
  readonly classes: readonly ClassInfo[];
  readonly values: MaskValues;
}

const RANGES: Partial<Record<VoxelType, readonly [number, number]>> = {
  uint8: [0, 255],
  uint16: [0, 65535],
  int16: [-32768, 32767],
};

/** A mask of class indices as it is written, with the table of its classes, and what there is to say of it. */
export function maskStack(
  stack: Omit<ExportStack, "data">,
  indices: Uint8Array<ArrayBuffer>,
  { writer, classes, values }: MaskWish,
): { readonly stack: ExportStack; readonly notes: readonly string[] } {
  const original = classes.map(({ values: own }) => own?.[0]);
  const type = values === "original" ? typeFor(original, writer) : null;
  const written = type ? (original as readonly number[]) : classes.map((_, index) => index);
  const data = type ? new VOXEL_ARRAYS[type](indices.length) : indices;
  if (type) for (let at = 0; at < data.length; at++) data[at] = written[indices[at]!]!;
  const isGivenUp = values === "original" && !type && original.every((value) => value !== undefined);
  const notes = isGivenUp
    ? [
        `The values of the labels (${original.join(", ")}) do not fit into ${writer.maskTypes.join(" or ")}; the mask holds class numbers from 0, and the table of what they stand for.`,
      ]
    : [];
  return {
    stack: { ...stack, data, maskClasses: classes.map((each, index) => ({ ...each, value: written[index]! })) },
    notes,
  };
}

/** The first type of the writer that holds all values; null where there is none, and where a class has no value of its own. */
function typeFor(values: readonly (number | undefined)[], { maskTypes }: StackWriter): VoxelType | null {
  const isDistinct = new Set(values).size === values.length;
  const holds = (type: VoxelType) =>
    values.every(
      (value) =>
        value !== undefined && Number.isInteger(value) && value >= RANGES[type]![0] && value <= RANGES[type]![1],
    );
  return (isDistinct ? maskTypes.find(holds) : undefined) ?? null;
}

/** Probabilities with a whole volume for each class, one behind the other, and the table of what they are of. */
export const probabilityStack = (
  stack: Omit<ExportStack, "data" | "channels">,
  data: Float32Array<ArrayBuffer>,
  classes: readonly ClassInfo[],
): ExportStack => ({
  ...stack,
  data,
  channels: classes.length,
  maskClasses: classes.map((each, value) => ({ ...each, value })),
});

/** A sentence for each thing that a format cannot keep of a stack: where it lies in space, its voxel size, its classes. */
export const lossNotes = (stack: Omit<ExportStack, "data">, writer: StackWriter): readonly string[] => [
  ...placeNotes(stack, writer),
  ...voxelSizeNotes(stack, writer),
  ...classNotes(stack, writer),
];

function placeNotes(stack: Omit<ExportStack, "data">, { keeps, label }: StackWriter): readonly string[] {
  const place = placeOf(stack);
  if (!place || keeps === "anywhere" || (keeps === "alongAxes" && originNm(stack) !== null)) return [];
  return [
    `${label} cannot hold where this stack lies in space${keeps === "alongAxes" ? " (its axes are turned or mirrored)" : ""}; write NIfTI or NRRD to keep it.`,
  ];
}

const voxelSizeNotes = (
  { voxelSizeNm }: Pick<ExportStack, "voxelSizeNm">,
  { keepsVoxelSize, label }: StackWriter,
): readonly string[] =>
  voxelSizeNm && !keepsVoxelSize
    ? [`${label} cannot hold the size of a voxel, which is ${shapeText(voxelSizeNm)} nm (z × y × x).`]
    : [];

const classNotes = (
  { maskClasses }: Pick<ExportStack, "maskClasses">,
  { keepsClasses, label }: StackWriter,
): readonly string[] =>
  maskClasses && !keepsClasses(maskClasses)
    ? [
        `${label} cannot hold the names of ${maskClasses.length} classes; its numbers are ${maskClasses.map(({ value, name }) => `${value} ${name}`).join(", ")}.`,
      ]
    : [];

/** Throws StudioError "BadInput". */
export function parseMaskValues(text: string): MaskValues {
  const found = MASK_VALUES.find((value) => value === text);
  if (!found) throw new StudioError("BadInput", `--values is "${text}"; choose ${MASK_VALUES.join(" or ")}.`);
  return found;
}
