import type { Geometry } from "../../core/image/geometry.ts";
import { parseMaskClasses } from "../../core/image/maskClasses.ts";
import type { ElementType } from "../../core/image/elements.ts";
import type { ByteSource, Format, ReadableArray } from "../../core/image/format.ts";
import { niftiGeometry, niftiNote } from "./niftiSpace.ts";
import { contiguousReader } from "./reading/contiguous.ts";
import { fieldsOf, type Fields } from "./reading/fields.ts";
import { gunzippedSource, isGzip } from "./reading/gzip.ts";
import { checkShape, refuse } from "./reading/refuse.ts";
import { headOf } from "./reading/sources.ts";

/** NIfTI-1 and NIfTI-2, in one file or as a pair of .hdr and .img. Voxels stay in file order: x is the file's first axis. */
export default {
  id: "nifti",
  label: "NIfTI",
  extensions: ["nii", "nii.gz", "hdr", "hdr.gz"],
  sniff: (head, name) => magicOf(head) !== null || (/\.nii$/i.test(name) && isHeaderSize(head)),
  async open(source) {
    const head = await headOf(source, HEADER_2_BYTES);
    const magic =
      magicOf(head) ??
      refuse("This file is named .nii but carries no NIfTI mark (n+1 or n+2). Save it as NIfTI again.");
    const header = headerOf(head, magic);
    const { shape, dtype, samples, geometry } = header;
    const maskClasses = parseMaskClasses(await niftiNote(source, header));
    const isPair = magic[1] === "i";
    const data = isPair ? await imageOf(source) : source;
    const read = contiguousReader({
      source: data,
      offset: header.offset,
      shape,
      dtype,
      isLittleEndian: header.fields.isLittleEndian,
    });
    const axes = AXES.slice(AXES.length - (shape.length - (samples ? 1 : 0))) + (samples ? "s" : "");
    const scale = scaleOf(header);
    return [
      {
        name: "",
        shape,
        axes,
        dtype,
        voxelSizeNm: header.voxelSizeNm,
        ...(geometry && { geometry }),
        ...(maskClasses && { maskClasses }),
        description: `NIfTI-${magic[2]!}, ${shape.at(samples ? -4 : -3) ?? 1} slices, ${dtype}`,
        ...(scale && { scale }),
        ...(samples && { samples }),
        warnings: [
          ...header.unitWarnings,
          ...(scale
            ? [
                `Values are ${scale.slope} times the stored ones${scale.intercept === 0 ? "" : `, plus ${scale.intercept}`}, as the header says.`,
              ]
            : []),
        ],
        read,
      },
    ];
  },
} satisfies Format;

/** The longer of both headers. */
const HEADER_2_BYTES = 540;
const HEADER_1_BYTES = 348;

/** "n+1" or "ni1" at byte 344, "n+2" or "ni2" at byte 4. */
function magicOf(head: Uint8Array): string | null {
  const text = (at: number) => String.fromCharCode(...head.subarray(at, at + 3));
  return (
    [text(344), text(4)].find((magic, place) => (place === 0 ? ["n+1", "ni1"] : ["n+2", "ni2"]).includes(magic)) ?? null
  );
}

const isHeaderSize = (head: Uint8Array): boolean =>
  head.length < HEADER_1_BYTES ||
  [true, false].some((little) => [HEADER_1_BYTES, HEADER_2_BYTES].includes(fieldsOf(head, little).u32(0)));

/** Codes of the NIfTI standard (datatype). */
const TYPES: Readonly<Record<number, ElementType>> = {
  2: "uint8",
  4: "int16",
  8: "int32",
  16: "float32",
  32: "complex64",
  64: "float64",
  128: "uint8",
  256: "int8",
  512: "uint16",
  768: "uint32",
  1024: "int64",
  1280: "uint64",
  1792: "complex128",
  2304: "uint8",
};
const COLOR_SAMPLES: Readonly<Record<number, number>> = { 128: 3, 2304: 4 };

interface Header {
  readonly fields: Fields;
  readonly shape: readonly number[];
  readonly dtype: ElementType;
  readonly samples: "color" | undefined;
  readonly offset: number;
  readonly voxelSizeNm: ReadableArray["voxelSizeNm"];
  readonly geometry: Geometry | null;
  readonly headerBytes: number;
  readonly unitWarnings: readonly string[];
  readonly slope: number;
  readonly intercept: number;
}

function headerOf(head: Uint8Array, magic: string): Header {
  const is2 = magic.endsWith("2");
  if (head.length < (is2 ? HEADER_2_BYTES : HEADER_1_BYTES))
    refuse(`Its NIfTI header is cut off after ${head.length} bytes. Download or save it again.`);
  const fields = fieldsOf(head, fieldsOf(head, true).u32(0) === (is2 ? HEADER_2_BYTES : HEADER_1_BYTES));
  const dims = Array.from({ length: 8 }, (_, axis) => (is2 ? fields.i64(16 + 8 * axis) : fields.i16(40 + 2 * axis)));
  const pixel = (axis: number) => (is2 ? fields.f64(104 + 8 * axis) : fields.f32(76 + 4 * axis));
  const code = is2 ? fields.i16(12) : fields.i16(70);
  const dtype =
    TYPES[code] ??
    refuse(
      `Its voxels are of NIfTI type ${code}, which is not known here; whole numbers of 8 to 64 bits and real numbers of 32 or 64 bits can be opened.`,
    );
  const colors = COLOR_SAMPLES[code];
  const shape = shapeOf(dims);
  const stated = is2 ? fields.i64(168) : fields.f32(108);
  checkShape(shape, dtype);
  const [sizes, units] = [[pixel(3), pixel(2), pixel(1)], is2 ? fields.i32(500) : fields.u8(123)];
  return {
    fields,
    dtype,
    shape: colors ? [...shape, colors] : shape,
    samples: colors ? "color" : undefined,
    offset: magic[1] === "i" ? Math.max(0, stated) : Math.max(is2 ? 544 : 352, stated),
    voxelSizeNm: voxelSize(sizes, units),
    geometry: niftiGeometry(fields, is2, UNIT_NM[units & 7] ?? null),
    headerBytes: is2 ? HEADER_2_BYTES : HEADER_1_BYTES,
    unitWarnings: unitWarnings(sizes, units),
    slope: is2 ? fields.f64(176) : fields.f32(112),
    intercept: is2 ? fields.f64(184) : fields.f32(116),
  };
}

/** Of all seven axes; those beyond channels have no name. */
const AXES = "bactzyx";

/** Slowest axis first. */
function shapeOf([count = 0, ...dims]: readonly number[]): readonly number[] {
  if (count < 1 || count > 7) refuse(`Its header says ${count} axes; a NIfTI file has 1 to 7. The header is damaged.`);
  return dims.slice(0, count).toReversed();
}

/** slope · stored + intercept where the header asks for it. */
function scaleOf({ slope, intercept }: Header): ReadableArray["scale"] {
  const isScaled =
    Number.isFinite(slope) && Number.isFinite(intercept) && slope !== 0 && (slope !== 1 || intercept !== 0);
  return isScaled ? { slope, intercept } : undefined;
}

/** Nanometres per unit of length, by the low three bits of xyzt_units; 0 stands for a unit that is not known. */
const UNIT_NM: Readonly<Record<number, number>> = { 1: 1e9, 2: 1e6, 3: 1e3 };

function voxelSize(sizes: readonly number[], units: number): ReadableArray["voxelSizeNm"] {
  const unit = UNIT_NM[units & 7];
  if (unit === undefined) return null;
  const inNm = sizes.map((size) => Math.abs(size) * unit);
  return inNm.every((size) => size > 0 && Number.isFinite(size)) ? (inNm as [number, number, number]) : null;
}

/** Sizes of 1 are what writers put there that know none; they are not worth a warning. */
function unitWarnings(sizes: readonly number[], units: number): readonly string[] {
  if (UNIT_NM[units & 7] !== undefined || sizes.every((size) => Math.abs(size) === 1 || size === 0)) return [];
  return [
    `The header gives voxels of ${sizes.map(Math.abs).join(" × ")} but does not say its unit; enter the voxel size by hand.`,
  ];
}

/** The .img that lies beside a .hdr. */
async function imageOf(source: ByteSource): Promise<ByteSource> {
  const base = source.name.replace(/\.hdr(\.gz)?$/i, "");
  for (const name of [`${base}.img`, `${base}.img.gz`]) {
    const image = await source.sibling(name);
    if (image) return isGzip(await headOf(image, 2)) ? gunzippedSource(image) : image;
  }
  return refuse(
    `This is the header of a pair; its voxels are in ${base}.img, which is not there. Open both files together.`,
  );
}
