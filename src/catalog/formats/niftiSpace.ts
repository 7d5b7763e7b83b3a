import { RAS, type Geometry, type Vector } from "../../core/image/geometry.ts";
import type { ByteSource } from "../../core/image/format.ts";
import { MASK_CLASSES_KEY } from "../../core/image/maskClasses.ts";
import { fieldsOf, type Fields } from "./reading/fields.ts";

/** Where the fields lie that say where voxels are, in the headers of both versions. */
const PLACES = {
  one: { pixdim: 76, qform: 252, sform: 254, quatern: 256, offsets: 268, rows: 280 },
  two: { pixdim: 104, qform: 344, sform: 348, quatern: 352, offsets: 376, rows: 400 },
} as const;

/** The affine of a header, by its sform, else by its qform (nifti1.h, methods 3 and 2); null where it has neither. */
export function niftiGeometry(fields: Fields, is2: boolean, unitNm: number | null): Geometry | null {
  const { pixdim, qform, sform, quatern, offsets, rows } = PLACES[is2 ? "two" : "one"];
  const code = (at: number) => (is2 ? fields.i32(at) : fields.i16(at));
  const reals = (at: number, count: number) =>
    Array.from({ length: count }, (_, index) => (is2 ? fields.f64(at + 8 * index) : fields.f32(at + 4 * index)));
  if (code(sform) > 0)
    return geometryOf([reals(rows, 4), reals(rows + (is2 ? 32 : 16), 4), reals(rows + (is2 ? 64 : 32), 4)], unitNm);
  return code(qform) > 0
    ? geometryOf(fromQuaternion(reals(quatern, 3), reals(offsets, 3), reals(pixdim, 4)), unitNm)
    : null;
}

/** Rows x, y and z of a 3 × 4 affine over the voxel's i, j, k. */
function geometryOf(rows: readonly (readonly number[])[], unitNm: number | null): Geometry | null {
  const column = (index: number) => rows.map((row) => row[index]!) as unknown as Vector;
  const directions = [column(2), column(1), column(0)] as const;
  const isSound = rows.flat().every(Number.isFinite) && directions.every((direction) => Math.hypot(...direction) > 0);
  return isSound ? { directions, origin: column(3), unitNm, space: RAS } : null;
}

function fromQuaternion(
  [b, c, d]: readonly number[],
  offsets: readonly number[],
  [qfac, ...sizes]: readonly number[],
): readonly (readonly number[])[] {
  const [x, y, z] = [b!, c!, d!];
  const w = Math.sqrt(Math.max(0, 1 - x * x - y * y - z * z));
  const rotation = [
    [w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), w * w + y * y - x * x - z * z, 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), w * w + z * z - x * x - y * y],
  ];
  const scale = [sizes[0]!, sizes[1]!, sizes[2]! * (qfac! < 0 ? -1 : 1)];
  return rotation.map((row, axis) => [...row.map((value, column) => value * scale[column]!), offsets[axis]!]);
}

const [COMMENT, FRAME_BYTES, MOST_BYTES] = [6, 8, 2 ** 20];

/** The note on classes among the header's extensions; empty where there is none. */
export async function niftiNote(
  source: ByteSource,
  { fields, headerBytes, offset }: { readonly fields: Fields; readonly headerBytes: number; readonly offset: number },
): Promise<string> {
  const start = headerBytes + 4;
  const length = Math.min(offset, source.size) - start;
  if (!(length > FRAME_BYTES && length <= MOST_BYTES)) return "";
  const bytes = await source.read(headerBytes, length + 4);
  const extensions = fieldsOf(bytes, fields.isLittleEndian);
  for (let at = 4; bytes[0] !== 0 && at + FRAME_BYTES <= bytes.length;) {
    const [size, kind] = [extensions.i32(at), extensions.i32(at + 4)];
    if (size < FRAME_BYTES || at + size > bytes.length) break;
    const text = kind === COMMENT ? extensions.text(at + FRAME_BYTES, size - FRAME_BYTES) : "";
    if (text.startsWith(`${MASK_CLASSES_KEY}=`)) return text.slice(MASK_CLASSES_KEY.length + 1);
    at += size;
  }
  return "";
}
