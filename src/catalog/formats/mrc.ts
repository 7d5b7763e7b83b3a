import { alongAxes, type Vector } from "../../core/image/geometry.ts";
import type { ElementType } from "../../core/image/elements.ts";
import { ELEMENT_BYTES } from "../../core/image/elements.ts";
import { elementCount } from "../../core/image/boxes.ts";
import { MASK_CLASSES_KEY, parseMaskClasses } from "../../core/image/maskClasses.ts";
import type { ByteSource, Format, ReadableArray } from "../../core/image/format.ts";
import { contiguousReader } from "./reading/contiguous.ts";
import { fieldsOf, type Fields } from "./reading/fields.ts";
import { refuse } from "./reading/refuse.ts";

const HEADER_BYTES = 1024;

/** MRC2014 (Cheng et al. 2015, doi:10.1016/j.jsb.2015.04.002) and its dialects of IMOD and SerialEM, in both byte orders. */
export default {
  id: "mrc",
  label: "MRC",
  extensions: ["mrc", "map", "rec", "st", "ali", "preali", "mrcs"],
  sniff: (head, name) => hasMagic(head) || (MRC_NAME.test(name) && isPlausible(head)),
  async open(source) {
    if (source.size < HEADER_BYTES)
      refuse(
        `An MRC file begins with a header of ${HEADER_BYTES} bytes, this one has ${source.size}. It was cut off; download or save it again.`,
      );
    const header = await source.read(0, HEADER_BYTES);
    const { fields, warnings } = inItsByteOrder(header, source.size);
    return [arrayOf(source, fields, warnings)];
  },
} satisfies Format;

const MRC_NAME = /\.(mrc|map|rec|st|ali|preali|mrcs)$/i;
const hasMagic = (head: Uint8Array): boolean => head.length >= 212 && fieldsOf(head, true).text(208, 3) === "MAP";

/** Files from before the magic was agreed on: a known mode and sensible sizes, in either byte order. */
const isPlausible = (head: Uint8Array): boolean => head.length < 212 || head.some((byte) => byte !== 0);

/** In the byte order of the machine stamp (0x44 little, 0x11 big), unless only the other one makes sense; without a stamp, in that which makes sense. */
function inItsByteOrder(
  header: Uint8Array,
  size: number,
): { readonly fields: Fields; readonly warnings: readonly string[] } {
  const isStampedBig = header[212] === 0x11;
  const [stamped, other] = [fieldsOf(header, !isStampedBig), fieldsOf(header, isStampedBig)];
  if (couldBe(stamped, size)) return { fields: stamped, warnings: [] };
  // Neither can be read; the one with the smaller width is more likely what was meant, so that the refusal names it.
  if (!couldBe(other, size)) return { fields: other.u32(0) < stamped.u32(0) ? other : stamped, warnings: [] };
  const hasStamp = isStampedBig || header[212] === 0x44;
  const [said, found] = isStampedBig ? ["big", "little"] : ["little", "big"];
  return {
    fields: other,
    warnings: hasStamp
      ? [
          `Its machine stamp says ${said}-endian, but only as ${found}-endian does its header make sense; it was read so.`,
        ]
      : [],
  };
}

/** Whether a header speaks of a known mode and of voxels that the file could hold. */
function couldBe(fields: Fields, size: number): boolean {
  const [nx, ny, nz, mode, extended] = [0, 4, 8, 12, 92].map(fields.i32) as [number, number, number, number, number];
  const dtype = MODES[mode];
  return (
    dtype !== undefined &&
    extended >= 0 &&
    Math.min(nx, ny, nz) > 0 &&
    HEADER_BYTES + extended + nx * ny * nz * ELEMENT_BYTES[dtype] <= size
  );
}

const MODES: Readonly<Record<number, ElementType>> = {
  0: "int8",
  1: "int16",
  2: "float32",
  4: "complex64",
  6: "uint16",
  12: "float16",
};

function arrayOf(source: ByteSource, fields: Fields, found: readonly string[]): ReadableArray {
  const [nx, ny, nz, mode] = [fields.i32(0), fields.i32(4), fields.i32(8), fields.i32(12)];
  const dtype = mode === 0 && isUnsigned(fields) ? "uint8" : MODES[mode];
  if (!dtype)
    refuse(
      `Its voxels are of MRC mode ${mode}; modes ${Object.keys(MODES).join(", ")} can be opened. Convert it, for example with newstack -mode 1.`,
    );
  const [shape, extended] = [[nz, ny, nx], fields.i32(92)];
  if (extended < 0 || HEADER_BYTES + extended > source.size)
    refuse(
      `Its extended header would be ${extended} bytes long, but the file has ${source.size}. The header is damaged.`,
    );
  const offset = HEADER_BYTES + extended;
  const read = contiguousReader({ source, offset, shape, dtype, isLittleEndian: fields.isLittleEndian });
  const more = source.size - offset - elementCount(shape) * ELEMENT_BYTES[dtype];
  return {
    name: "",
    shape,
    axes: "zyx",
    dtype,
    voxelSizeNm: voxelSize(fields),
    ...originOf(fields),
    ...classesOf(fields),
    description: `MRC, ${nz} slice${nz === 1 ? "" : "s"}, mode ${mode}`,
    warnings: [
      ...found,
      ...(more > 0
        ? [`${more} bytes behind the last voxel were left unread; the header speaks of ${nz} slices only.`]
        : []),
      ...orderWarning(fields),
    ],
    read,
  };
}

const [IMOD_STAMP, SIGNED_FLAG] = [1146047817, 1];

/** IMOD stores mode 0 unsigned unless a flag says otherwise; the standard says signed. */
const isUnsigned = (fields: Fields): boolean => fields.i32(152) === IMOD_STAMP && (fields.i32(156) & SIGNED_FLAG) === 0;

const NM_PER_ANGSTROM = 0.1;

function voxelSize(fields: Fields): ReadableArray["voxelSizeNm"] {
  const sizes = [2, 1, 0].map((axis) => (fields.f32(40 + 4 * axis) / fields.i32(28 + 4 * axis)) * NM_PER_ANGSTROM);
  return sizes.every((size) => Number.isFinite(size) && size > 0) ? (sizes as [number, number, number]) : null;
}

/** The origin in ångström, else the numbers of the first column, row and section of the map that this is a part of. */
function originOf(fields: Fields): Pick<ReadableArray, "geometry"> {
  const sizes = voxelSize(fields)?.map((nm) => nm / NM_PER_ANGSTROM);
  if (!sizes) return {};
  const stated = [196, 200, 204].map((at) => fields.f32(at));
  const origin = stated.some((place) => place !== 0)
    ? stated
    : [16, 20, 24].map((at, axis) => fields.i32(at) * sizes[2 - axis]!);
  const isPlaced = origin.every(Number.isFinite) && origin.some((place) => place !== 0);
  return isPlaced
    ? { geometry: alongAxes(sizes as [number, number, number], origin as unknown as Vector, NM_PER_ANGSTROM) }
    : {};
}

const [LABEL_COUNT_AT, LABELS_AT, LABEL_BYTES, MOST_LABELS] = [220, 224, 80, 10];

/** The classes of a mask of ours: one note over as many of the labels as it needs. */
function classesOf(fields: Fields): Pick<ReadableArray, "maskClasses"> {
  const labels = Math.max(0, Math.min(MOST_LABELS, fields.i32(LABEL_COUNT_AT)));
  const note = fields.text(LABELS_AT, labels * LABEL_BYTES);
  const start = `${MASK_CLASSES_KEY}=`;
  const maskClasses = note.startsWith(start) ? parseMaskClasses(note.slice(start.length)) : undefined;
  return maskClasses ? { maskClasses } : {};
}

function orderWarning(fields: Fields): readonly string[] {
  const order = [64, 68, 72].map((at) => fields.i32(at));
  const isUsual = order.join() === "1,2,3" || order.join() === "0,0,0";
  return isUsual
    ? []
    : [
        `Its header names the axes in the order ${order.join(", ")} instead of 1, 2, 3; slices are shown as they are stored.`,
      ];
}
