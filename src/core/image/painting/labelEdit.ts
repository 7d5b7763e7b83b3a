import { StudioError } from "../../errors.ts";
import { regionShape, type Region } from "../dataset.ts";
import type { Plane } from "../plane.ts";
import { rowsOf } from "../regionRows.ts";
import { voxelCount, type Shape3 } from "../volume.ts";
import { fromRuns, toRuns, type Runs } from "./runs.ts";

/** With what labels are painted. */
export const TOOLS = [
  "brush",
  "eraser",
  "polygon",
  "fill",
  "ball",
  "between",
  "copy",
  "accept",
  "refuse",
  "rest",
] as const;
export type Tool = (typeof TOOLS)[number];

/** Labels that are painted on: a label value per voxel, or UNLABELLED where nobody painted. Nothing painted is never background. */
export interface LabelVolume {
  readonly shape: Shape3;
  readonly data: Uint8Array;
}

/** Where something was done, for the list of what was done. */
export interface EditPlace {
  readonly tool: Tool;
  readonly plane: Plane;
  readonly index: number;
  /** What was painted; UNLABELLED of an eraser. */
  readonly value: number;
}

/** One thing that was done to the labels, so that it can be taken back and done again. */
export interface LabelEdit extends EditPlace {
  readonly box: Region;
  /** Label values of the box, z by z and row by row. */
  readonly before: Runs;
  readonly after: Runs;
  /** Voxels that became others. */
  readonly voxels: number;
}

/** The edit that brings `after` into a box, or null where that changes nothing. The labels stay as they are. */
export function editOf(labels: LabelVolume, place: EditPlace, box: Region, after: Uint8Array): LabelEdit | null {
  const before = boxOf(labels, box);
  const voxels = before.reduce((sum, value, at) => sum + (value === after[at] ? 0 : 1), 0);
  return voxels === 0 ? null : { ...place, box, before: toRuns(before), after: toRuns(after), voxels };
}

/** The label values of a box, as an array of their own. */
export function boxOf({ shape, data }: LabelVolume, box: Region): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(voxelCount(regionShape(box)));
  let at = 0;
  for (const [from, to] of rowsOf(shape, [box])) {
    values.set(data.subarray(from, to), at);
    at += to - from;
  }
  return values;
}

/** Does an edit. Throws StudioError "BadPainting" where the labels are not what they were before it: then nothing changes. */
export const applyEdit = (labels: LabelVolume, { box, before, after }: LabelEdit): void =>
  exchange(labels, box, before, after);

/** Takes an edit back. Throws as `applyEdit` does. */
export const revertEdit = (labels: LabelVolume, { box, before, after }: LabelEdit): void =>
  exchange(labels, box, after, before);

function exchange({ shape, data }: LabelVolume, box: Region, from: Runs, to: Runs): void {
  checkInside(shape, box);
  const count = voxelCount(regionShape(box));
  const [expected, next] = [fromRuns(from, count), fromRuns(to, count)];
  if (boxOf({ shape, data }, box).some((value, at) => value !== expected[at]))
    throw new StudioError("BadPainting", "An edit does not fit the labels: they were changed past its log.");
  let at = 0;
  for (const [begin, end] of rowsOf(shape, [box])) {
    data.set(next.subarray(at, at + end - begin), begin);
    at += end - begin;
  }
}

function checkInside(shape: Shape3, { z, y, x }: Region): void {
  const isInside = [z, y, x].every(({ from, to }, axis) => from >= 0 && from < to && to <= shape[axis]!);
  if (!isInside)
    throw new StudioError("BadPainting", `An edit goes beyond the stack of ${shape.join(" × ")}; it is of another.`);
}
