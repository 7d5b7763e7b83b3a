import { voxelCount, type Shape3 } from "./volume.ts";

/** Row-major values with as many channels a voxel, channels running fastest. */
export interface Grid<Values> {
  readonly values: Values;
  readonly shape: Shape3;
}

/** Where along one axis a voxel of the new grid lies in the old one: between `low` and `high`, so far from `low`. */
interface Tap {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

/** Both grids cover the same box, voxel centres inside their voxels; beyond the outermost centres their values hold. */
function tapsOf(from: number, to: number): readonly Tap[] {
  return Array.from({ length: to }, (_, at) => {
    const place = Math.min(Math.max(((at + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(place);
    return { low, high: Math.min(low + 1, from - 1), share: place - low };
  });
}

/** The voxel of the old grid in which the centre of one of the new grid lies; on a border, the farther one. */
const nearestOf = (from: number, to: number): readonly number[] =>
  Array.from({ length: to }, (_, at) => Math.floor(((at + 0.5) * from) / to));

/** Labels of a box on another grid: every voxel takes the nearest one, as classes have no mean. */
export function resampleNearest<Values extends Uint8Array | Float32Array>(
  { values, shape }: Grid<Values>,
  to: Shape3,
): Values {
  const [slices, rows, columns] = [0, 1, 2].map((axis) => nearestOf(shape[axis]!, to[axis]!));
  const result = new (values.constructor as new (length: number) => Values)(voxelCount(to));
  let at = 0;
  for (const z of slices!)
    for (const y of rows!) for (const x of columns!) result[at++] = values[(z * shape[1] + y) * shape[2] + x]!;
  return result;
}

/** One slice of a box on another grid, linear along all three axes: [row, column, channel]. */
export function resampledSlice(
  { values, shape }: Grid<Float32Array>,
  to: Shape3,
  z: number,
  channels = 1,
): Float32Array<ArrayBuffer> {
  const [slices, rows, columns] = [0, 1, 2].map((axis) => tapsOf(shape[axis]!, to[axis]!));
  const result = new Float32Array(to[1] * to[2] * channels);
  const offset = (slice: number, row: number) => (slice * shape[1] + row) * shape[2];
  const { low, high, share } = slices![z]!;
  let at = 0;
  for (const row of rows!) {
    const lines = [
      { first: offset(low, row.low), weight: (1 - share) * (1 - row.share) },
      { first: offset(low, row.high), weight: (1 - share) * row.share },
      { first: offset(high, row.low), weight: share * (1 - row.share) },
      { first: offset(high, row.high), weight: share * row.share },
    ].filter(({ weight }) => weight > 0);
    for (const column of columns!)
      for (let channel = 0; channel < channels; channel++, at++)
        for (const { first, weight } of lines) {
          const left = values[(first + column.low) * channels + channel]!;
          const right = values[(first + column.high) * channels + channel]!;
          result[at]! += weight * (left * (1 - column.share) + right * column.share);
        }
  }
  return result;
}

/** Grey values of a box on another grid, linear along all three axes. */
export function resampleLinear(grid: Grid<Float32Array>, to: Shape3): Float32Array<ArrayBuffer> {
  const result = new Float32Array(voxelCount(to));
  for (let z = 0; z < to[0]; z++) result.set(resampledSlice(grid, to, z), z * to[1] * to[2]);
  return result;
}
