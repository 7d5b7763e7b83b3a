import type { DecodedFile } from "./format.ts";

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
