import { gzipSync } from "fflate";
import { StudioError } from "../../core/errors.ts";
import { dtypeOf } from "../../core/image/volume.ts";
import { bytesOf, type ExportStack, type StackWriter } from "./stack.ts";

/** Codes of the NIfTI standard (datatype). */
const CODES: Readonly<Record<string, number>> = { uint8: 2, int16: 4, int32: 8, float32: 16, float64: 64, int8: 256, uint16: 512, uint32: 768 };

const [HEADER_BYTES, OFFSET, MICRONS] = [348, 352, 3];
const NM_PER_MICRON = 1000;

/** NIfTI-1 in one gzipped file. */
export default {
  id: "nifti",
  label: "NIfTI",
  extensions: ["nii.gz"],
  write: (name, stack) => [{ path: `${name}.nii.gz`, bytes: gzipSync(encodeNifti(stack)) }],
} satisfies StackWriter;

/** NIfTI-1 in one file; channels are the fifth axis. The voxel size is kept as 32-bit micrometres. Throws StudioError "BadInput" beyond 32767 voxels along an axis. */
export function encodeNifti(stack: ExportStack): Uint8Array<ArrayBuffer> {
  const { shape, channels = 1, voxelSizeNm } = stack;
  if (Math.max(...shape, channels) > 32767) throw new StudioError("BadInput", `NIfTI-1 holds at most 32767 voxels along an axis, this stack is ${shape.join(" × ")}. Write TIFF, NRRD or OME-Zarr instead.`);
  const [z, y, x] = (voxelSizeNm ?? [0, 0, 0]).map((nm) => nm / NM_PER_MICRON) as [number, number, number];
  const bytes = new Uint8Array(OFFSET + stack.data.byteLength);
  const view = new DataView(bytes.buffer);
  const shorts = (at: number, values: readonly number[]) => values.forEach((value, index) => view.setInt16(at + 2 * index, value, true));
  const floats = (at: number, values: readonly number[]) => values.forEach((value, index) => view.setFloat32(at + 4 * index, value, true));
  view.setInt32(0, HEADER_BYTES, true);
  shorts(40, [channels > 1 ? 5 : 3, shape[2], shape[1], shape[0], 1, channels, 1, 1]);
  shorts(70, [CODES[dtypeOf(stack.data)]!, stack.data.BYTES_PER_ELEMENT * 8]);
  floats(76, [1, x, y, z, 1, 1, 1, 1]);
  floats(108, [OFFSET]);
  if (voxelSizeNm) {
    view.setUint8(123, MICRONS);
    shorts(252, [0, 1]);
    floats(280, [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0]);
  }
  bytes.set(new TextEncoder().encode("n+1\0"), 344);
  bytes.set(bytesOf(stack), OFFSET);
  return bytes;
}
