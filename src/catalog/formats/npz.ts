import type { ReadableArray, SourceFolder } from "../../core/image/format.ts";
import { openNpy } from "./npy.ts";
import { unreadableArray } from "./reading/unreadable.ts";

const isNpy = (path: string): boolean => path.endsWith(".npy");

/** Whether a zip archive is an NPZ file: some of its entries are NumPy arrays. */
export const isNpz = ({ paths }: SourceFolder): boolean => paths?.some(isNpy) ?? false;

/** The arrays of an NPZ file, by their headers. One that cannot be read is listed with its reason. */
export async function openNpz(archive: SourceFolder): Promise<readonly ReadableArray[]> {
  return Promise.all((archive.paths ?? []).filter(isNpy).map((path) => openEntry(archive, path)));
}

async function openEntry(archive: SourceFolder, path: string): Promise<ReadableArray> {
  const name = path.replace(/\.npy$/, "");
  try {
    return await openNpy((await archive.file(path))!, name);
  } catch (error) {
    return unreadableArray(name, "NPZ", error);
  }
}
