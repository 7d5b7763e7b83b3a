import { PLANE_WORDS } from "../../core/image/plane.ts";
import type { LabelMapping } from "../../core/image/labelMap.ts";
import type { EditNote } from "../../worker/studioApi.ts";

/** What the pointer does on a plane while one paints; accepting is for what is proposed. */
export const PAINT_TOOLS = ["brush", "eraser", "polygon", "fill", "pick", "accept"] as const;
export type PaintTool = (typeof PAINT_TOOLS)[number];

export interface PaintSettings {
  readonly tool: PaintTool;
  /** Diameter of brush and eraser, in pixels across the plane. */
  readonly size: number;
  /** How far greys may be from the one that is filled from, as a share of the window. */
  readonly tolerance: number;
  /** Greys that are painted; null for all. */
  readonly greys: readonly [low: number, high: number] | null;
  readonly keepsPainted: boolean;
  /** Brush and eraser reach into the slices around. */
  readonly isBall: boolean;
}

export const FIRST_SETTINGS: PaintSettings = {
  tool: "brush",
  size: 11,
  tolerance: 0.08,
  greys: null,
  keepsPainted: false,
  isBall: false,
};

export const MOST_SIZE = 500;

/** The next larger or smaller brush: a pixel while it is small, a tenth above. */
export const sizeAfter = (size: number, by: number): number =>
  Math.min(MOST_SIZE, Math.max(1, size + by * Math.max(1, Math.round(size / 10))));

/** The value that new voxels of a class get. */
export const valueOfClass = ({ values }: LabelMapping, classIndex: number): number =>
  values.find((entry) => entry.classIndex === classIndex)!.value;

/** The class that a value belongs to; undefined for what was erased, and where the class is gone. */
export const classOfValue = ({ values, classes }: LabelMapping, value: number) =>
  classes[values.find((entry) => entry.value === value)?.classIndex ?? -1];

const TOOL_WORDS: Readonly<Record<EditNote["tool"], string>> = {
  brush: "brush",
  eraser: "erased",
  polygon: "polygon",
  fill: "fill",
  ball: "3D brush",
  between: "filled between",
  copy: "copied",
  accept: "accepted",
  refuse: "instead",
  rest: "accepted the rest",
};

/** "Mitochondrion, brush, slice 12" of something that was done. */
export function editText({ tool, plane, index, value }: EditNote, mapping: LabelMapping): string {
  const place = `${PLANE_WORDS[plane]} ${index}`;
  const name = classOfValue(mapping, value)?.name;
  const did = name === undefined && tool === "ball" ? "erased in 3D" : TOOL_WORDS[tool];
  return [name ?? did, ...(name === undefined ? [] : [did]), place].join(", ");
}
