import { voxelCount, type Shape3 } from "../volume.ts";
import { atLeast, counted, type Neighbours, type Objects } from "./objects.ts";

interface ComponentRules {
  readonly neighbours: Neighbours;
  /** Objects of fewer voxels are no objects. */
  readonly minimum?: number;
}

/**
 * Connected voxels of one value (all but 0), numbered by their first voxel in row-major order (spec 2.8): of a mask the objects, of a
 * class map those of every class. Slices of a volume [z, y, x] touch each other; a plane is a volume of one slice.
 */
export function components(
  labels: ArrayLike<number>,
  shape: Shape3,
  { neighbours, minimum = 1 }: ComponentRules,
): Objects {
  const parents = joined(labels, shape, offsetsBefore(neighbours));
  const ids = new Uint32Array(parents.length);
  let count = 0;
  for (let at = 0; at < ids.length; at++) {
    if (!labels[at]) continue;
    // Parents come before their children and were settled before.
    const root = (parents[at] = parents[parents[at]!]!);
    ids[at] = root === at ? ++count : ids[root]!;
  }
  return atLeast(counted(ids, count), minimum);
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
function joined(labels: ArrayLike<number>, shape: Shape3, offsets: readonly Offset[]): Uint32Array {
  const [depth, height, width] = shape;
  const parents = new Uint32Array(voxelCount(shape));
  for (let at = 0; at < parents.length; at++) parents[at] = at;
  for (let z = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (const [dz, dy, dx] of offsets) {
        if (z + dz < 0 || y + dy < 0 || y + dy >= height) continue;
        const row = (z * height + y) * width;
        joinRow(labels, parents, [row + Math.max(0, -dx), row + Math.min(width, width - dx)], {
          by: (dz * height + dy) * width + dx,
        });
      }
  return parents;
}

/** Joins voxels [from, to) to those that lie `by` from them. */
function joinRow(
  labels: ArrayLike<number>,
  parents: Uint32Array,
  [from, to]: readonly [number, number],
  { by }: { readonly by: number },
): void {
  for (let at = from; at < to; at++) {
    const label = labels[at]!;
    if (label !== 0 && label === labels[at + by]) unite(parents, at, at + by);
  }
}

function unite(parents: Uint32Array, one: number, other: number): void {
  if (parents[one] === parents[other]) return;
  const [a, b] = [rootOf(parents, one), rootOf(parents, other)];
  if (a < b) parents[b] = a;
  else parents[a] = b;
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
