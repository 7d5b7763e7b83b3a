import { StudioError } from "../../core/errors.ts";
import { createRegistry } from "../../core/registry.ts";
import nifti from "./nifti.ts";
import niftiPlain from "./niftiPlain.ts";
import nrrd from "./nrrd.ts";
import omeZarr from "./omeZarr.ts";
import png from "./png.ts";
import type { StackWriter } from "./stack.ts";
import tiffWriter from "./tiffWriter.ts";

/** Formats that stacks are written in. */
export const stackWriters = createRegistry<StackWriter>("export format", [
  tiffWriter,
  png,
  nrrd,
  nifti,
  niftiPlain,
  omeZarr,
]);

/** The writer and the name without its extension that a path asks for. Throws StudioError "BadInput" for an extension that is not known. */
export function writerOf(path: string): { readonly writer: StackWriter; readonly base: string } {
  for (const writer of stackWriters.list) {
    const extension = writer.extensions.find((each) => path.toLowerCase().endsWith(`.${each}`));
    if (extension !== undefined) return { writer, base: path.slice(0, -extension.length - 1) };
  }
  throw new StudioError(
    "BadInput",
    `"${path}" does not end like a format that can be written: ${stackWriters.list.flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`)).join(", ")}.`,
  );
}
