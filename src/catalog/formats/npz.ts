import { toErrorRecord } from "../../core/errors.ts";
import type { ByteSource, ReadableArray, SourceFolder } from "../../core/image/format.ts";
import { openNpy } from "./npy.ts";
import { refuse } from "./reading/refuse.ts";

/** Whether a zip archive is an NPZ file: nothing but .npy entries. */
export const isNpz = ({ paths }: SourceFolder): boolean => paths !== null && paths.length > 0 && paths.every((path) => path.endsWith(".npy"));

/** The arrays of an NPZ file. One that cannot be read is listed with its reason. Throws StudioError "UnreadableFile" where there is none. */
export async function openNpz(archive: SourceFolder): Promise<readonly ReadableArray[]> {
  return Promise.all((archive.paths ?? []).map(async (path) => openEntry((await archive.file(path))!, path.replace(/\.npy$/, ""))));
}

async function openEntry(entry: ByteSource, name: string): Promise<ReadableArray> {
  try {
    return await openNpy(entry, name);
  } catch (error) {
    const { message } = toErrorRecord(error);
    return { name, shape: [], axes: "", dtype: "uint8", voxelSizeNm: null, description: "NPZ", refusal: message, warnings: [], read: () => refuse(message) };
  }
}
