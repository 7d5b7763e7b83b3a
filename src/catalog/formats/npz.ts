import { toErrorRecord } from "../../core/errors.ts";
import type { ReadableArray, SourceFolder } from "../../core/image/format.ts";
import { openNpy } from "./npy.ts";
import { refuse } from "./reading/refuse.ts";

/** Whether a zip archive is an NPZ file: nothing but .npy entries. */
export const isNpz = ({ paths }: SourceFolder): boolean => paths !== null && paths.length > 0 && paths.every((path) => path.endsWith(".npy"));

/** The arrays of an NPZ file. One that cannot be read is listed with its reason. Throws StudioError "UnreadableFile" where there is none. */
export async function openNpz(archive: SourceFolder): Promise<readonly ReadableArray[]> {
  return Promise.all((archive.paths ?? []).map((path) => openEntry(archive, path)));
}

async function openEntry(archive: SourceFolder, path: string): Promise<ReadableArray> {
  const name = path.replace(/\.npy$/, "");
  try {
    return await openNpy((await archive.file(path))!, name);
  } catch (error) {
    const { message } = toErrorRecord(error);
    return { name, shape: [], axes: "", dtype: "uint8", voxelSizeNm: null, description: "NPZ", refusal: message, warnings: [], read: () => refuse(message) };
  }
}
