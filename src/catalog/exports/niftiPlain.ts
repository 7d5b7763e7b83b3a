import { encodeNifti, plainNifti } from "./nifti.ts";
import type { StackWriter } from "./stack.ts";

/** NIfTI-1 without compression, for programs that map it into memory. */
export default {
  id: "niftiPlain",
  label: "NIfTI, uncompressed",
  extensions: ["nii"],
  keeps: "anywhere",
  keepsVoxelSize: true,
  holdsChannels: true,
  keepsClasses: () => true,
  maskTypes: ["uint8", "uint16", "int16"],
  plain: (name, layout) => ({ path: `${name}.nii`, ...plainNifti(layout) }),
  write: (name, stack) => [{ path: `${name}.nii`, bytes: encodeNifti(stack) }],
} satisfies StackWriter;
