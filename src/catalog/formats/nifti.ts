import type { NIFTI1, NIFTI2 } from "nifti-reader-js";
import { StudioError } from "../../core/errors.ts";
import type { Format } from "../../core/image/format.ts";
import type { Shape3, VoxelArray, VoxelType } from "../../core/image/volume.ts";
import { gunzipped, gunzippedHead, isGzip } from "./gzip.ts";
import { typedVoxels } from "./voxels.ts";

/** NIfTI-1 and NIfTI-2 in one file, plain or gzipped. Voxels stay in file order: z, y, x are the file's third, second and first axis. */
export default {
  id: "nifti",
  label: "NIfTI",
  extensions: ["nii", "nii.gz"],
  sniff: (head) => hasMagic(isGzip(head) ? gunzippedHead(head) : head),
  async decode(bytes) {
    const content = isGzip(bytes) ? await gunzipped(bytes) : bytes;
    const header = await headerOf(content);
    const type = voxelType(header);
    const shape = shapeOf(header.dims);
    const stored = typedVoxels(content, { type, offset: header.vox_offset, shape, isLittleEndian: header.littleEndian });
    const { data, warnings } = scaled(stored, header);
    return {
      volume: { shape, data, voxelSizeNm: voxelSize(header) },
      description: `NIfTI-${"qform_code" in header && header.magic.startsWith("n+2") ? 2 : 1}, ${shape[0]} slices, ${type}`,
      isColor: false,
      isLossy: false,
      warnings,
    };
  },
} satisfies Format;

type Header = NIFTI1 | NIFTI2;

async function headerOf(content: Uint8Array<ArrayBuffer>): Promise<Header> {
  const { readHeader } = await import("nifti-reader-js");
  try {
    return readHeader(content.slice(0, HEADER_BYTES).buffer);
  } catch (error) {
    throw new StudioError("UnreadableFile", `Its NIfTI header cannot be read (${error instanceof Error ? error.message : String(error)}). It may be damaged.`);
  }
}

/** The longer of both headers, 540 bytes, with the four that announce extensions. */
const HEADER_BYTES = 544;

/** "n+1" at byte 344, or "n+2" at byte 4. */
function hasMagic(bytes: Uint8Array): boolean {
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 3));
  return text(344) === "n+1" || text(4) === "n+2";
}

/** Codes of the NIfTI standard (datatype). */
const TYPES: Readonly<Record<number, VoxelType>> = { 2: "uint8", 4: "int16", 8: "int32", 16: "float32", 64: "float64", 256: "int8", 512: "uint16", 768: "uint32" };

function voxelType({ datatypeCode }: Header): VoxelType {
  const type = TYPES[datatypeCode];
  if (!type) throw new StudioError("UnreadableFile", `Its voxels are of NIfTI type ${datatypeCode}; whole numbers of 8 to 32 bits and real numbers of 32 or 64 bits can be opened. Complex and colour data cannot.`);
  return type;
}

function shapeOf(dims: readonly number[]): Shape3 {
  const [count = 0, width = 0, height = 1, depth = 1, ...more] = dims;
  const used = [width, height, depth].slice(0, Math.max(1, Math.min(3, count)));
  if (count < 1 || count > 7 || used.some((extent) => !Number.isInteger(extent) || extent < 1)) throw new StudioError("UnreadableFile", `Its header says ${count} axes of ${dims.slice(1, 8).join(", ")}, which is no volume.`);
  const extra = more.slice(0, Math.max(0, count - 3)).find((extent) => extent > 1);
  if (extra !== undefined) throw new StudioError("UnreadableFile", `It holds ${extra} volumes (time points or components). Save one of them as a file of its own.`);
  return [count > 2 ? depth : 1, count > 1 ? height : 1, width];
}

/** slope · stored + intercept as real numbers where the header asks for it. */
function scaled(stored: VoxelArray, { scl_slope: slope, scl_inter: intercept }: Header): { readonly data: VoxelArray; readonly warnings: readonly string[] } {
  const isScaled = Number.isFinite(slope) && slope !== 0 && (slope !== 1 || intercept !== 0);
  if (!isScaled) return { data: stored, warnings: [] };
  return { data: Float32Array.from(stored, (value) => slope * value + intercept), warnings: [`Values are ${slope} times the stored ones${intercept === 0 ? "" : `, plus ${intercept}`}, as the header says.`] };
}

/** Nanometres per unit of length, by the low three bits of xyzt_units; millimetres where the header does not say, as is usual. */
const UNIT_NM: Readonly<Record<number, number>> = { 1: 1e9, 2: 1e6, 3: 1e3 };

function voxelSize({ pixDims, xyzt_units: units }: Header): readonly [number, number, number] | null {
  const unit = UNIT_NM[units & 7] ?? 1e6;
  const sizes = [pixDims[3], pixDims[2], pixDims[1]].map((size) => Math.abs(size ?? 0) * unit);
  return sizes.every((size) => size > 0 && Number.isFinite(size)) ? (sizes as [number, number, number]) : null;
}
