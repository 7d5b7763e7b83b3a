import { encode } from "fast-png";
import { StudioError } from "../../core/errors.ts";
import { MASK_CLASSES_KEY, maskClassesText } from "../../core/image/maskClasses.ts";
import { dtypeOf, sliceOf } from "../../core/image/volume.ts";
import type { StackWriter } from "./stack.ts";

/** A PNG a slice, numbered so that their names sort; 8 and 16-bit whole numbers. */
export default {
  id: "png",
  label: "PNG series",
  extensions: ["png"],
  keeps: "nowhere",
  keepsVoxelSize: false,
  holdsChannels: false,
  keepsClasses: () => true,
  maskTypes: ["uint8", "uint16"],
  write(name, { shape, data, channels, maskClasses }) {
    const dtype = dtypeOf(data);
    if (channels !== undefined || (dtype !== "uint8" && dtype !== "uint16"))
      throw new StudioError(
        "BadInput",
        `PNG holds whole numbers of 8 or 16 bits, not ${channels === undefined ? dtype : "several channels of real numbers"}. Write TIFF, NRRD, NIfTI or OME-Zarr instead.`,
      );
    const [depth, height, width] = shape;
    const text = maskClasses && { [MASK_CLASSES_KEY]: maskClassesText(maskClasses) };
    const digits = String(depth - 1).length;
    return Array.from({ length: depth }, (_, z) => ({
      path: depth === 1 ? `${name}.png` : `${name}/${name}_${String(z).padStart(digits, "0")}.png`,
      bytes: encode({
        width,
        height,
        data: sliceOf(data, shape, z).slice() as Uint8Array,
        depth: dtype === "uint16" ? 16 : 8,
        channels: 1,
        ...(text && { text }),
      }) as Uint8Array<ArrayBuffer>,
    }));
  },
} satisfies StackWriter;
