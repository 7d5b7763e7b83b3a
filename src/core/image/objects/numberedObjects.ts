import { counted, type Objects } from "./objects.ts";

/** Objects that came numbered, from 1 in the order of their numbers; `numbers` holds those that they came with. */
export interface NumberedObjects {
  readonly objects: Objects;
  readonly numbers: readonly number[];
}

/** Takes every value but 0 for the number of an object, whether its voxels touch or not; objects of fewer than `minimum` voxels are none. */
export function numberedObjects(values: Uint32Array<ArrayBuffer>, minimum: number): NumberedObjects {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  const numbers = [...sizes].flatMap(([value, size]) => (value !== 0 && size >= minimum ? [value] : []));
  numbers.sort((a, b) => a - b);
  const ids = new Map(numbers.map((number, index) => [number, index + 1]));
  return {
    objects: counted(
      values.map((value) => ids.get(value) ?? 0),
      numbers.length,
    ),
    numbers,
  };
}
