import type { Shape3 } from "../volume.ts";

/** Which voxels touch: those that share a face (4 in a plane, 6 in a volume), or an edge or corner too (8, 26). */
export type Neighbours = "faces" | "corners";

/** A labelling of voxels by the object they belong to. */
export interface Objects {
  /** Number of the object by voxel, from 1; 0 where there is none. Row-major [z, y, x]. */
  readonly ids: Uint32Array<ArrayBuffer>;
  /** Voxels by object; the first is object 1. */
  readonly sizes: readonly number[];
}

interface ComponentRules {
  readonly neighbours: Neighbours;
  /** Objects of fewer voxels are no objects. */
  readonly minimum?: number;
}

/**
 * Connected voxels of a mask (all but 0), numbered by their first voxel in row-major order (spec 2.8). Slices of a volume [z, y, x]
 * touch each other; a plane is a volume of one slice.
 */
export function components(
  mask: ArrayLike<number>,
  shape: Shape3,
  { neighbours, minimum = 1 }: ComponentRules,
): Objects {
  const parents = joined(mask, shape, offsetsBefore(neighbours));
  const sizes = new Map<number, number>();
  for (let at = 0; at < parents.length; at++) {
    if (!mask[at]) continue;
    const root = rootOf(parents, at);
    sizes.set(root, (sizes.get(root) ?? 0) + 1);
  }
  // Roots are the first voxels of their objects, and were met in that order.
  const kept = [...sizes].filter(([, size]) => size >= minimum);
  const numbers = new Map(kept.map(([root], index) => [root, index + 1]));
  const ids = new Uint32Array(parents.length);
  for (let at = 0; at < ids.length; at++) if (mask[at]) ids[at] = numbers.get(rootOf(parents, at)) ?? 0;
  return { ids, sizes: kept.map(([, size]) => size) };
}

type Offset = readonly [z: number, y: number, x: number];

/** Neighbours that come before a voxel in row-major order. */
function offsetsBefore(neighbours: Neighbours): readonly Offset[] {
  const steps = [-1, 0, 1];
  const around = steps.flatMap((z) => steps.flatMap((y) => steps.map((x): Offset => [z, y, x])));
  const before = around.slice(0, (around.length - 1) / 2);
  return neighbours === "corners" ? before : before.filter((offset) => offset.filter(Boolean).length === 1);
}

/** A forest in which voxels that are connected have the same root, the first of them. */
function joined(mask: ArrayLike<number>, [depth, height, width]: Shape3, offsets: readonly Offset[]): Uint32Array {
  const parents = Uint32Array.from({ length: depth * height * width }, (_, at) => at);
  let at = 0;
  for (let z = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, at++) {
        if (!mask[at]) continue;
        for (const [dz, dy, dx] of offsets) {
          const isInside = z + dz >= 0 && y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width;
          const other = at + (dz * height + dy) * width + dx;
          if (isInside && mask[other]) unite(parents, at, other);
        }
      }
  return parents;
}

function unite(parents: Uint32Array, one: number, other: number): void {
  const [a, b] = [rootOf(parents, one), rootOf(parents, other)];
  parents[Math.max(a, b)] = Math.min(a, b);
}

/** Halves the way for those who come after. */
function rootOf(parents: Uint32Array, at: number): number {
  let root = at;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]!]!;
    root = parents[root]!;
  }
  return root;
}
