import { PARTS, type Part, type Split } from "./dataset.ts";

/** Which part of a split by slices a slice belongs to; null for a gap, and where the split is by columns. */
export function partOfSlice(split: Split, z: number): Part | null {
  if (split.axis !== "slices") return null;
  return PARTS.find((part) => z >= split[part].from && z < split[part].to) ?? null;
}
