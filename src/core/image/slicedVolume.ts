import { lengthOf, type Range } from "./dataset.ts";
import { believableRange, createMoments, MOST_SAMPLES, type Intensity } from "./intensity.ts";
import { voxelCount, type Volume, type VoxelArray } from "./volume.ts";

/** A grey-value stack that is read some slices at a time, so that it may be larger than memory. */
export interface SlicedVolume extends Pick<Volume, "shape" | "voxelSizeNm" | "geometry"> {
  /** The voxels of some slices. Throws StudioError "UnreadableFile". */
  readonly read: (slices: Range) => Promise<VoxelArray>;
}

/** A stack in memory; its values are not copied. */
export function inSlices({ data, ...volume }: Volume): SlicedVolume {
  const [, height, width] = volume.shape;
  const plane = height * width;
  return { ...volume, read: ({ from, to }) => Promise.resolve(data.subarray(from * plane, to * plane)) };
}

/** Voxels that are read at a time where the whole stack is gone through. */
const PORTION_VOXELS = 1_000_000;

/** Reads the whole stack from its first slice to its last, some at a time; `visit` gets the voxels and the number of the first of them. */
export async function eachPortion(
  { shape: [depth, height, width], read }: SlicedVolume,
  visit: (values: VoxelArray, first: number, slices: Range) => void | Promise<void>,
): Promise<void> {
  const plane = height * width;
  const step = Math.max(1, Math.floor(PORTION_VOXELS / plane));
  for (let from = 0; from < depth; from += step) {
    const slices = { from, to: Math.min(depth, from + step) };
    await visit(await read(slices), from * plane, slices);
  }
}

/** The intensity of the whole stack, hot and dead voxels held within what is believable: that of `robustIntensity`, bit for bit. `seen` gets all voxels once, in order. */
export async function slicedIntensity(
  volume: SlicedVolume,
  seen: (values: VoxelArray) => void = () => undefined,
): Promise<Intensity> {
  const count = voxelCount(volume.shape);
  const step = Math.max(1, Math.ceil(count / MOST_SAMPLES));
  const sample = new Float64Array(Math.ceil(count / step));
  await eachPortion(volume, (values, first) => {
    seen(values);
    for (let at = Math.ceil(first / step) * step; at < first + values.length; at += step)
      sample[at / step] = values[at - first]!;
  });
  const range = believableRange(sample) ?? {};
  const moments = createMoments(range);
  await eachPortion(volume, (values) => moments.add(values, 0, values.length));
  return { ...moments.result(), ...range };
}

/** Some slices of a sliced volume as a volume. */
export const readSlices = async (volume: SlicedVolume, slices: Range): Promise<Volume> => ({
  shape: [lengthOf(slices), volume.shape[1], volume.shape[2]],
  voxelSizeNm: volume.voxelSizeNm,
  data: await volume.read(slices),
});
