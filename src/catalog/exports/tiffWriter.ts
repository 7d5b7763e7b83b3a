import { encodeTiff, plainTiff } from "./tiff.ts";
import type { StackWriter } from "./stack.ts";

/** A TIFF stack as ImageJ reads it. */
export default {
  id: "tiff",
  label: "TIFF",
  extensions: ["tif", "tiff"],
  keeps: "alongAxes",
  keepsVoxelSize: true,
  holdsChannels: true,
  keepsClasses: () => true,
  maskTypes: ["uint8", "uint16"],
  plain: (name, layout) => ({ path: `${name}.tif`, ...plainTiff(layout) }),
  write: (name, stack) => [{ path: `${name}.tif`, bytes: encodeTiff(stack) }],
} satisfies StackWriter;
