import type { DecodedFile } from "./format.ts";
import { MAX_CLASSES } from "./labelMap.ts";
import type { Volume } from "./volume.ts";

/** Whether labels have more values than there could be classes, and each could be the number of an object: whole, and not below 0. */
export function mayBeNumbered({ data }: Pick<Volume, "data">): boolean {
  const seen = new Set<number>();
  for (const value of data) {
    if (seen.has(value)) continue;
    if (!(value >= 0 && Number.isInteger(value))) return false;
    seen.add(value);
  }
  return seen.size > MAX_CLASSES;
}

/**
 * Numbered objects as two classes: 0 is the background, every other number 1. What nobody annotated, and what can be no number of an
 * object (below 0, fractions, NaN), stays as it is, to be refused or left out as in other labels.
 */
export function asForeground(decoded: DecodedFile, unlabelled: readonly number[] = []): DecodedFile {
  const leftOut = new Set(unlabelled);
  const { volume } = decoded;
  const data = volume.data.map((value) => (value > 0 && Number.isInteger(value) && !leftOut.has(value) ? 1 : value));
  return { ...decoded, volume: { ...volume, data }, isColor: false, maskClasses: [] };
}
