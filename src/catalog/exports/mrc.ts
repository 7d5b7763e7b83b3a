import { StudioError } from "../../core/errors.ts";
import { originNm } from "../../core/image/geometry.ts";
import { MASK_CLASSES_KEY, maskClassesText, type MaskClass } from "../../core/image/maskClasses.ts";
import { dtypeOf, intensities, type VoxelArray } from "../../core/image/volume.ts";
import { bytesOf, type ExportStack, type StackWriter } from "./stack.ts";

/** MRC2014 (Cheng et al. 2015, doi:10.1016/j.jsb.2015.04.002), little-endian, as IMOD and ChimeraX read it. */
export default {
  id: "mrc",
  label: "MRC",
  extensions: ["mrc"],
  keeps: "alongAxes",
  keepsVoxelSize: true,
  holdsChannels: false,
  keepsClasses: (classes) => noteOf(classes).length <= LABELS * LABEL_BYTES,
  maskTypes: ["uint8", "uint16", "int16"],
  write(name, stack) {
    if (stack.channels !== undefined)
      throw new StudioError(
        "BadInput",
        "MRC holds one number a voxel, not the probability of each class. Write TIFF, NRRD, NIfTI, HDF5 or OME-Zarr instead.",
      );
    return [{ path: `${name}.mrc`, bytes: encodeMrc(stack) }];
  },
} satisfies StackWriter;

const [HEADER_BYTES, LABELS, LABEL_BYTES] = [1024, 10, 80];
const ANGSTROM_PER_NM = 10;
const IMOD_STAMP = 1146047817;
const MODES: Readonly<Record<string, number>> = { uint8: 0, int16: 1, float32: 2, uint16: 6 };

/** Throws StudioError "BadInput" for types that MRC does not have. */
function encodeMrc(stack: ExportStack): Uint8Array<ArrayBuffer> {
  const [nz, ny, nx] = stack.shape;
  const data = widened(stack.data);
  const mode = MODES[dtypeOf(data)];
  if (mode === undefined)
    throw new StudioError(
      "BadInput",
      `MRC holds voxels of uint8, int16, uint16 or float32, not ${dtypeOf(data)}. Write NRRD, NIfTI, HDF5 or OME-Zarr instead.`,
    );
  const bytes = new Uint8Array(HEADER_BYTES + data.byteLength);
  const view = new DataView(bytes.buffer);
  const longs = (at: number, values: readonly number[]) =>
    values.forEach((value, index) => view.setInt32(at + 4 * index, value, true));
  const floats = (at: number, values: readonly number[]) =>
    values.forEach((value, index) => view.setFloat32(at + 4 * index, value, true));
  longs(0, [nx, ny, nz, mode]);
  longs(28, [nx, ny, nz]);
  const [sizeZ, sizeY, sizeX] = (stack.voxelSizeNm ?? [0, 0, 0]).map((nm) => nm * ANGSTROM_PER_NM);
  floats(40, [nx * sizeX!, ny * sizeY!, nz * sizeZ!, 90, 90, 90]);
  longs(64, [1, 2, 3]);
  const { min, max, mean, deviation } = intensities({ ...stack, data });
  floats(76, [min, max, mean]);
  longs(88, [1]);
  longs(108, [20141]);
  // Bytes are unsigned to IMOD where this stamp is; other programs see none above 127, where both mean the same.
  longs(152, [IMOD_STAMP, 0]);
  floats(
    196,
    (originNm(stack) ?? [0, 0, 0]).map((nm) => nm * ANGSTROM_PER_NM),
  );
  bytes.set(new TextEncoder().encode("MAP "), 208);
  bytes.set([0x44, 0x44], 212);
  floats(216, [deviation]);
  const note = stack.maskClasses && noteOf(stack.maskClasses);
  const lines = note && note.length <= LABELS * LABEL_BYTES ? Math.ceil(note.length / LABEL_BYTES) : 0;
  longs(220, [lines]);
  if (lines > 0) bytes.set(new TextEncoder().encode(note!.padEnd(lines * LABEL_BYTES)), 224);
  bytes.set(bytesOf({ data }), HEADER_BYTES);
  return bytes;
}

/** The standard's bytes are signed, IMOD's are not: numbers above 127 are written so that nobody takes them for negative ones. */
const widened = (data: VoxelArray): VoxelArray =>
  data instanceof Uint8Array && data.some((value) => value > 127) ? Uint16Array.from(data) : data;

const noteOf = (classes: readonly MaskClass[]): string => `${MASK_CLASSES_KEY}=${maskClassesText(classes)}`;
