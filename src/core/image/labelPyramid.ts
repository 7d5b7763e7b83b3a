import { voxelCount, type Shape3, type VoxelArray } from "./volume.ts";

/** One resolution of a label map. */
export interface LabelLevel<Data extends VoxelArray> {
  readonly shape: Shape3;
  readonly data: Data;
  /** Voxels of the finest level along [z, y, x] in one of this one. */
  readonly factors: Shape3;
}

/** An axis is halved where its voxels are at most this many times as long as the shortest. */
const MOST_STRETCH = 1.5;

/**
 * A label map in several resolutions, each half as fine as the one before, until its planes are at most `side` long and wide. Axes whose
 * voxels are much longer than the others' (slices of a microtome) wait until these have caught up. A voxel takes what most of its parts are,
 * so that no class appears between two others.
 */
export function labelPyramid<Data extends VoxelArray>(
  finest: { readonly shape: Shape3; readonly data: Data },
  voxelSize: readonly number[],
  side: number,
): readonly LabelLevel<Data>[] {
  const levels: LabelLevel<Data>[] = [{ ...finest, factors: [1, 1, 1] }];
  for (let last = levels[0]!; Math.max(last.shape[1], last.shape[2]) > side; last = levels.at(-1)!) {
    const sizes = voxelSize.map((size, axis) => size * last.factors[axis]!);
    const shortest = Math.min(...sizes.slice(1));
    const steps = sizes.map((size, axis) =>
      last.shape[axis]! > 1 && size <= MOST_STRETCH * shortest ? 2 : 1,
    ) as unknown as Shape3;
    levels.push({
      ...halved(last, steps),
      factors: last.factors.map((factor, axis) => factor * steps[axis]!) as unknown as Shape3,
    });
  }
  return levels;
}

/** Each voxel is what most of its parts are; of equally many, the first. */
function halved<Data extends VoxelArray>({ shape, data }: Omit<LabelLevel<Data>, "factors">, steps: Shape3) {
  const next = shape.map((extent, axis) => Math.ceil(extent / steps[axis]!)) as unknown as Shape3;
  const coarse = new (data.constructor as new (length: number) => Data)(voxelCount(next));
  const parts: number[] = [];
  let at = 0;
  for (let z = 0; z < next[0]; z++)
    for (let y = 0; y < next[1]; y++)
      for (let x = 0; x < next[2]; x++) {
        parts.length = 0;
        for (let dz = z * steps[0]; dz < Math.min(shape[0], (z + 1) * steps[0]); dz++)
          for (let dy = y * steps[1]; dy < Math.min(shape[1], (y + 1) * steps[1]); dy++)
            for (let dx = x * steps[2]; dx < Math.min(shape[2], (x + 1) * steps[2]); dx++)
              parts.push(data[(dz * shape[1] + dy) * shape[2] + dx]!);
        coarse[at++] = mostFrequent(parts);
      }
  return { shape: next, data: coarse };
}

function mostFrequent(parts: readonly number[]): number {
  let [best, most] = [parts[0]!, 0];
  for (const part of parts) {
    let count = 0;
    for (const other of parts) if (other === part) count++;
    if (count > most) [best, most] = [part, count];
  }
  return best;
}
