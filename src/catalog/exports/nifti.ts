import { gzipSync } from "fflate";
import { StudioError } from "../../core/errors.ts";
import { alongAxes, inRas, inUnits, placeOf, type Geometry } from "../../core/image/geometry.ts";
import { MASK_CLASSES_KEY, maskClassesText } from "../../core/image/maskClasses.ts";
import { VOXEL_ARRAYS } from "../../core/image/volume.ts";
import {
  behindHead,
  filled,
  layoutOf,
  type ExportLayout,
  type ExportStack,
  type PlainFile,
  type StackWriter,
} from "./stack.ts";

/** Codes of the NIfTI standard (datatype). */
const CODES: Readonly<Record<string, number>> = {
  uint8: 2,
  int16: 4,
  int32: 8,
  float32: 16,
  float64: 64,
  int8: 256,
  uint16: 512,
  uint32: 768,
};

const [HEADER_BYTES, PLAIN_OFFSET, COMMENT] = [348, 352, 6];
const NM_PER_MICRON = 1000;

/** Codes of units (xyzt_units) by their nanometres; others are converted to micrometres. */
const UNIT_CODES: Readonly<Record<number, number>> = { 1e9: 1, 1e6: 2, 1e3: 3 };

/** NIfTI-1 in one gzipped file. */
export default {
  id: "nifti",
  label: "NIfTI",
  extensions: ["nii.gz"],
  keeps: "anywhere",
  keepsVoxelSize: true,
  holdsChannels: true,
  keepsClasses: () => true,
  maskTypes: ["uint8", "uint16", "int16"],
  write: (name, stack) => [{ path: `${name}.nii.gz`, bytes: gzipSync(encodeNifti(stack), { mtime: 0 }) }],
} satisfies StackWriter;

/** NIfTI-1 in one file; channels are the fifth axis. Where the stack lies is kept in the units it came in, a voxel size alone in micrometres, both as 32-bit numbers. Throws StudioError "BadInput" beyond 32767 voxels along an axis. */
export const encodeNifti = (stack: ExportStack): Uint8Array<ArrayBuffer> => filled(plainNifti(layoutOf(stack)), stack);

/** All of such a file but its voxels. */
export function plainNifti(stack: ExportLayout): Omit<PlainFile, "path"> {
  const { shape, type, channels = 1 } = stack;
  if (Math.max(...shape, channels) > 32767)
    throw new StudioError(
      "BadInput",
      `NIfTI-1 holds at most 32767 voxels along an axis, this stack is ${shape.join(" × ")}. Write TIFF, NRRD or OME-Zarr instead.`,
    );
  const place = spaceOf(stack);
  const note = noteOf(stack);
  const offset = PLAIN_OFFSET + note.length;
  const [z, y, x] = place ? place.directions.map((direction) => Math.hypot(...direction)) : [0, 0, 0];
  const head = new Uint8Array(offset);
  const view = new DataView(head.buffer);
  const shorts = (at: number, values: readonly number[]) =>
    values.forEach((value, index) => view.setInt16(at + 2 * index, value, true));
  const floats = (at: number, values: readonly number[]) =>
    values.forEach((value, index) => view.setFloat32(at + 4 * index, value, true));
  view.setInt32(0, HEADER_BYTES, true);
  shorts(40, [channels > 1 ? 5 : 3, shape[2], shape[1], shape[0], 1, channels, 1, 1]);
  shorts(70, [CODES[type]!, VOXEL_ARRAYS[type].BYTES_PER_ELEMENT * 8]);
  floats(76, [1, x!, y!, z!, 1, 1, 1, 1]);
  floats(108, [offset]);
  if (place) {
    view.setUint8(123, UNIT_CODES[place.unitNm ?? 0] ?? 0);
    shorts(252, [0, 1]);
    floats(
      280,
      [0, 1, 2].flatMap((row) => [
        ...place.directions.toReversed().map((direction) => direction[row]!),
        place.origin[row]!,
      ]),
    );
  }
  head.set(new TextEncoder().encode("n+1\0"), 344);
  head.set([note.length > 0 ? 1 : 0], HEADER_BYTES);
  head.set(note, PLAIN_OFFSET);
  return { head, placeOf: behindHead(head, stack) };
}

/** Where the stack lies, in units that NIfTI has; null where neither place nor voxel size are known. */
function spaceOf(stack: ExportLayout): Geometry | null {
  const place = placeOf(stack) ?? (stack.voxelSizeNm && alongAxes(stack.voxelSizeNm, [0, 0, 0], 1));
  if (!place) return null;
  const inSpace = inRas(place);
  return inSpace.unitNm === null || inSpace.unitNm in UNIT_CODES ? inSpace : inUnits(inSpace, NM_PER_MICRON);
}

/** The classes as an extension: its length, a multiple of 16, its kind, and text. */
function noteOf({ maskClasses }: ExportLayout): Uint8Array {
  if (!maskClasses) return new Uint8Array(0);
  const text = new TextEncoder().encode(`${MASK_CLASSES_KEY}=${maskClassesText(maskClasses)}`);
  const note = new Uint8Array(Math.ceil((text.length + 9) / 16) * 16);
  const view = new DataView(note.buffer);
  view.setInt32(0, note.length, true);
  view.setInt32(4, COMMENT, true);
  note.set(text, 8);
  return note;
}
