import { StudioError } from "../../core/errors.ts";
import { createRegistry } from "../../core/registry.ts";
import hdf5 from "./hdf5.ts";
import mrc from "./mrc.ts";
import nifti from "./nifti.ts";
import niftiPlain from "./niftiPlain.ts";
import npy from "./npy.ts";
import nrrd from "./nrrd.ts";
import { omeZarr04, omeZarr05 } from "./omeZarr/omeZarr.ts";
import png from "./png.ts";
import segNrrd from "./segNrrd.ts";
import type { StackWriter } from "./stack.ts";
import tiffWriter from "./tiffWriter.ts";

/** Formats that stacks are written in. */
export const stackWriters = createRegistry<StackWriter>("export format", [
  tiffWriter,
  png,
  nrrd,
  segNrrd,
  nifti,
  niftiPlain,
  omeZarr04,
  omeZarr05,
  hdf5,
  mrc,
  npy,
]);

/**
 * The writer and the name without its extension that a path asks for, by the longest extension that it ends with; where several formats
 * share it, the first of them, or that with the id `format`. Throws StudioError "UnknownId", and "BadInput" for an extension that is not known.
 */
export function writerOf(path: string, format?: string): { readonly writer: StackWriter; readonly base: string } {
  const offered = format === undefined ? stackWriters.list : [stackWriters.get(format)];
  const [found] = offered
    .flatMap((writer) => writer.extensions.map((extension) => ({ writer, extension })))
    .filter(({ extension }) => path.toLowerCase().endsWith(`.${extension}`))
    .sort((a, b) => b.extension.length - a.extension.length);
  if (found) return { writer: found.writer, base: path.slice(0, -found.extension.length - 1) };
  throw new StudioError(
    "BadInput",
    `"${path}" does not end like ${format === undefined ? "a format that can be written" : offered[0]!.label}: ${[...new Set(offered.flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`)))].join(", ")}.`,
  );
}
