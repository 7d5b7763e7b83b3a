import { StudioError } from "../../errors.ts";
import { UNLABELLED } from "../labelMap.ts";
import { components } from "../objects/components.ts";
import { voxelCount, type Shape3 } from "../volume.ts";
import { gaussianBlur } from "./blur.ts";
import { CORRECTION_SCALE, type CorrectionMode } from "./modes.ts";

/** Class indices per voxel, row-major [z, y, x], as a network predicted them and as a person corrected them. */
export interface Correction {
  readonly raw: Uint8Array;
  readonly corrected: Uint8Array;
  readonly shape: Shape3;
}

/** Mistakes of fewer pixels that touch by edges are dropped, and the rest blurred so many pixels wide (spec 2.6). */
const SMALLEST = 10;
const BLUR = 5;

/** The least weight of a voxel (spec 2.6). */
const LEAST_WEIGHT = 0.08;

const isForeground = (label: number): boolean => label !== 0 && label !== UNLABELLED;

/** Whether a voxel was moved to the foreground (it was missed) or out of it (it was invented), as the mode asks. What nobody labelled is no mistake. */
function isMistake(raw: number, corrected: number, mode: CorrectionMode): boolean {
  if (corrected === UNLABELLED || isForeground(raw) === isForeground(corrected)) return false;
  return mode === "both" || (mode === "negative") === isForeground(corrected);
}

/** How many voxels a person changed: missed foreground, invented foreground, and all that differ, from one class to another too. */
export function correctedVoxels({ raw, corrected }: Omit<Correction, "shape">): {
  readonly missed: number;
  readonly invented: number;
  readonly changed: number;
} {
  const counts = { missed: 0, invented: 0, changed: 0 };
  for (let at = 0; at < raw.length; at++) {
    const [before, after] = [raw[at]!, corrected[at]!];
    if (isMistake(before, after, "negative")) counts.missed++;
    if (isMistake(before, after, "positive")) counts.invented++;
    if (before !== after && after !== UNLABELLED) counts.changed++;
  }
  return counts;
}

/**
 * How near a voxel is to a mistake, 0 to 1, slice by slice: mistakes of at least ten pixels, blurred, as a share of the most in their
 * slice; 0 all over a slice without any (spec 2.6). Throws StudioError "BadInput" where the masks differ in size.
 */
export function errorMap(correction: Correction, mode: CorrectionMode): Float32Array<ArrayBuffer> {
  const { raw, corrected, shape } = correction;
  const [depth, height, width] = shape;
  for (const { length } of [raw, corrected])
    if (length !== voxelCount(shape))
      throw new StudioError("BadInput", `A mask has ${length} voxels where ${voxelCount(shape)} are expected.`);
  const errors = new Float32Array(raw.length);
  const area = height * width;
  for (let z = 0; z < depth; z++) {
    const from = z * area;
    const mistakes = Uint8Array.from({ length: area }, (_, at) =>
      isMistake(raw[from + at]!, corrected[from + at]!, mode) ? 1 : 0,
    );
    const { ids, sizes } = components(mistakes, [1, height, width], { neighbours: "faces", minimum: SMALLEST });
    if (sizes.length === 0) continue;
    const blurred = gaussianBlur(
      Float64Array.from(ids, (id) => (id > 0 ? 1 : 0)),
      { height, width },
      BLUR,
    );
    const most = blurred.reduce((result, value) => Math.max(result, value), 0);
    blurred.forEach((value, at) => (errors[from + at] = value / most));
  }
  return errors;
}

/**
 * Weight of each class over labels, given in any number of parts: the rarest that occurs has 1, another as many times less as it is more frequent. Classes that
 * do not occur have none.
 */
export function classBalance(labels: readonly Uint8Array[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const part of labels)
    for (const label of part) if (label !== UNLABELLED) counts.set(label, (counts.get(label) ?? 0) + 1);
  const rarest = Math.min(...counts.values());
  return new Map([...counts].sort(([a], [b]) => a - b).map(([label, count]) => [label, rarest / count]));
}

/**
 * What each voxel counts in the loss of a retraining: max(0.08, (1 + scale x error) x weight of its class), 0 where nobody labelled
 * (spec 2.6). A scale of 0 is plain training by class balance, and a higher one lowers no weight.
 */
export function correctionWeights(
  labels: Uint8Array,
  errors: Float32Array,
  {
    balance = classBalance([labels]),
    scale = CORRECTION_SCALE,
  }: { readonly balance?: ReadonlyMap<number, number>; readonly scale?: number } = {},
): Float32Array<ArrayBuffer> {
  return Float32Array.from(labels, (label, at) =>
    label === UNLABELLED ? 0 : Math.max(LEAST_WEIGHT, (1 + scale * errors[at]!) * (balance.get(label) ?? 0)),
  );
}
