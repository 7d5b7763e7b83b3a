import { isReadBySlices, stackShape, asChosen } from "../../core/image/decode.ts";
import type { Range } from "../../core/image/dataset.ts";
import { StudioError } from "../../core/errors.ts";
import type { DecodedFile } from "../../core/image/format.ts";
import { eachPortion, inSlices, type SlicedVolume } from "../../core/image/slicedVolume.ts";
import type { VoxelArray } from "../../core/image/volume.ts";
import { guardReader } from "../../worker/reading/guard.ts";
import { spawnNodeReader } from "../../worker/reading/nodeThreads.ts";
import {
  arrayOf,
  checkNan,
  greyVolume,
  readerEntry,
  readStack,
  refuseNan,
  requestsOf,
  type GreyFlags,
  type ReadFlags,
} from "../input.ts";

/** An image that is read some slices at a time while it is open. */
export interface SlicedInput {
  readonly volume: SlicedVolume;
  close(): void;
}

/**
 * An image as networks read it, one finite number a voxel, in its file where its slices can be read apart. Folders of slices, colours,
 * palettes and numbers that are converted by what the whole array holds are read whole. Throws as `readStack` and `greyVolume` do.
 */
export async function openSlicedInput(image: string, flags: ReadFlags & GreyFlags): Promise<SlicedInput> {
  return (
    (await openInFile(image, flags)) ?? { volume: inSlices(await readWhole(image, flags)), close: () => undefined }
  );
}

/** The whole image in memory. */
export const readWhole = async (image: string, flags: ReadFlags & GreyFlags) =>
  greyVolume(oneSubject(await readStack(image, flags), image), { ...flags, image });

async function openInFile(image: string, flags: ReadFlags & GreyFlags): Promise<SlicedInput | null> {
  const [request, ...more] = await requestsOf(image);
  if (!request || more.length > 0) return null;
  const reader = guardReader(() => spawnNodeReader(readerEntry));
  try {
    const { id, index, array, choice } = await arrayOf(reader, request, {
      flags,
      channelFlag: "--channel",
      place: image,
    });
    if (!isReadBySlices(array)) {
      reader.close();
      return null;
    }
    const shape = stackShape(asChosen(array, choice));
    const whole = { y: { from: 0, to: shape[1] }, x: { from: 0, to: shape[2] } };
    const decode = (z: Range) => reader.decode(id, index, { ...choice, region: { z, ...whole } });
    const { volume: first } = await decode({ from: 0, to: 1 });
    const stored: SlicedVolume = {
      ...{ shape, voxelSizeNm: first.voxelSizeNm },
      ...(first.geometry && { geometry: first.geometry }),
      read: async (slices) => (await decode(slices)).volume.data,
    };
    return { volume: await finite(stored, { ...flags, image }), close: () => reader.close() };
  } catch (error) {
    reader.close();
    throw error;
  }
}

const isReal = (values: VoxelArray): boolean => values instanceof Float32Array || values instanceof Float64Array;

/** The volume with the mean of its other voxels in place of those that are no numbers, where that is wished. */
async function finite(volume: SlicedVolume, flags: GreyFlags): Promise<SlicedVolume> {
  checkNan(flags);
  if (!isReal(await volume.read({ from: 0, to: 1 }))) return volume;
  let [sum, count, broken] = [0, 0, 0];
  await eachPortion(volume, (values) => {
    for (const value of values) {
      if (Number.isFinite(value)) {
        sum += value;
        count++;
      } else broken++;
    }
  });
  if (broken === 0) return volume;
  if (flags.nan !== "mean") throw refuseNan(flags.image, broken);
  const mean = count > 0 ? sum / count : 0;
  return {
    ...volume,
    read: async (slices) =>
      Float32Array.from(await volume.read(slices), (value) => (Number.isFinite(value) ? value : mean)),
  };
}

/** Throws StudioError "BadInput" for the joined volumes of several subjects. */
function oneSubject(decoded: DecodedFile, image: string): DecodedFile {
  if (decoded.subjects)
    throw new StudioError(
      "BadInput",
      `${image} holds the volumes of ${decoded.subjects.length} subjects. Name one of its files; predict each by itself.`,
    );
  return decoded;
}
