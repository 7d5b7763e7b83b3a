/** A labelling of voxels by the object they belong to. */
export interface Objects {
  /** Number of the object by voxel, from 1; 0 where there is none. Row-major [z, y, x]. */
  readonly ids: Uint32Array<ArrayBuffer>;
  /** Voxels by object; the first is object 1. */
  readonly sizes: readonly number[];
}

/** Which voxels touch: those that share a face (4 in a plane, 6 in a volume), or an edge or corner too (8, 26). */
export type Neighbours = "faces" | "corners";

/** The objects of at least `minimum` voxels, numbered anew in the same order. */
export function atLeast({ ids, sizes }: Objects, minimum: number): Objects {
  if (sizes.every((size) => size >= minimum)) return { ids, sizes };
  const numbers = new Uint32Array(sizes.length + 1);
  let count = 0;
  sizes.forEach((size, index) => size >= minimum && (numbers[index + 1] = ++count));
  return { ids: ids.map((id) => numbers[id]!), sizes: sizes.filter((size) => size >= minimum) };
}

/** Numbers of objects as a file holds them: in 16 bits where they fit. */
export const inFewestBits = (ids: Uint32Array, most: number): Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> =>
  most < 2 ** 16 ? Uint16Array.from(ids) : Uint32Array.from(ids);

/** Objects of `count` numbers with their sizes. */
export function counted(ids: Uint32Array<ArrayBuffer>, count: number): Objects {
  const sizes = new Uint32Array(count + 1);
  for (const id of ids) sizes[id]!++;
  return { ids, sizes: [...sizes.subarray(1)] };
}
