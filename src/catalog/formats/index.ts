import { StudioError } from "../../core/errors.ts";
import type { DecodedFile, Format } from "../../core/image/format.ts";
import { createRegistry } from "../../core/registry.ts";
import jpeg from "./jpeg.ts";
import nifti from "./nifti.ts";
import png from "./png.ts";
import tiff from "./tiff.ts";

export const formats = createRegistry<Format>("format", [tiff, png, jpeg, nifti]);

/** Decodes one file by what its first bytes say. Throws StudioError "UnreadableFile" naming the file. */
export async function decodeFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<DecodedFile> {
  const head = bytes.subarray(0, 512);
  const format = formats.list.find((candidate) => candidate.sniff(head));
  if (!format) throw new StudioError("UnreadableFile", `${name}: ${whatItIs(bytes)} ${formats.list.map(({ label }) => label).join(", ")} can be opened.`);
  try {
    return await format.decode(bytes);
  } catch (error) {
    if (error instanceof StudioError) throw new StudioError("UnreadableFile", `${name}: ${error.message}`);
    throw error;
  }
}

/** A guess at what an unknown file is, so that the user can tell a wrong file from a wrong format. */
function whatItIs(bytes: Uint8Array): string {
  if (bytes.length === 0) return "the file is empty.";
  const text = String.fromCharCode(...bytes.subarray(0, 64));
  if (text.startsWith("version https://git-lfs")) return "this is a Git LFS pointer, not the image itself; fetch it with `git lfs pull`.";
  if (/^\s*<(!doctype|html)/i.test(text)) return "this is a web page saved under an image's name.";
  if (text.startsWith("PK")) return "this is a zip archive; unpack it first, or open a .cristae.zip from the study menu.";
  return "the format is not known here.";
}
