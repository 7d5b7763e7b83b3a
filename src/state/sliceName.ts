import type { StackInfo } from "../worker/studioApi.ts";

/** Where a slice along z is: "Slice 4 (0 to 23)", of several subjects "Subject 2 of 10, patient_7, slice 4 (0 to 34)". A stack of one slice needs no number. */
export function sliceName({ shape: [depth], subjects }: Pick<StackInfo, "shape" | "subjects">, z: number): string {
  const at = subjects?.findIndex(({ slices }) => z >= slices.from && z < slices.to) ?? -1;
  if (!subjects || at < 0) return depth === 1 ? "Single slice" : `Slice ${z} (0 to ${depth - 1})`;
  const { name, slices } = subjects[at]!;
  return `Subject ${at + 1} of ${subjects.length}, ${name}, slice ${z - slices.from} (0 to ${slices.to - slices.from - 1})`;
}
