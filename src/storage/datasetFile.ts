import { seal, sealable, withoutChecksum } from "../core/checksum.ts";
import { StudioError } from "../core/errors.ts";
import type { Dataset } from "../core/image/dataset.ts";
import { UNLABELLED } from "../core/image/labelMap.ts";
import { dtypeOf, VOXEL_ARRAYS, voxelCount, type VoxelArray, type VoxelType } from "../core/image/volume.ts";

/** Layout: length of the header (uint32), header (JSON), padding to 8 bytes, voxels, labels, checksum. */
export function encodeDataset({ id, name, volume, subjects, labels, split }: Dataset): Uint8Array<ArrayBuffer> {
  const header = new TextEncoder().encode(
    JSON.stringify({
      id,
      name,
      split,
      shape: volume.shape,
      subjects,
      voxelSizeNm: volume.voxelSizeNm,
      geometry: volume.geometry,
      dtype: dtypeOf(volume.data),
      classes: labels.classes,
    }),
  );
  const voxelsAt = Math.ceil((4 + header.length) / 8) * 8;
  const bytes = sealable(voxelsAt + volume.data.byteLength + labels.data.byteLength);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  bytes.set(new Uint8Array(volume.data.buffer, volume.data.byteOffset, volume.data.byteLength), voxelsAt);
  bytes.set(labels.data, voxelsAt + volume.data.byteLength);
  return seal(bytes);
}

/** Throws StudioError "BadStudyFile" for anything `encodeDataset` could not have written. */
export function decodeDataset(sealed: Uint8Array<ArrayBuffer>): Dataset {
  try {
    const bytes = withoutChecksum(sealed);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const headerLength = view.getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headerLength))) as Omit<
      Dataset,
      "volume" | "labels"
    > &
      Pick<Dataset["volume"], "shape" | "voxelSizeNm" | "geometry"> & {
        dtype: VoxelType;
        classes: Dataset["labels"]["classes"];
      };
    const voxelsAt = Math.ceil((4 + headerLength) / 8) * 8;
    const count = voxelCount(header.shape);
    const ArrayType = VOXEL_ARRAYS[header.dtype];
    const voxelBytes = count * ArrayType.BYTES_PER_ELEMENT;
    if (bytes.length !== voxelsAt + voxelBytes + count)
      throw new RangeError(`it has ${bytes.length} bytes, its header speaks of ${voxelsAt + voxelBytes + count}`);
    const data: VoxelArray = new ArrayType(bytes.slice(voxelsAt, voxelsAt + voxelBytes).buffer);
    const labels = bytes.slice(voxelsAt + voxelBytes);
    if (labels.some((value) => value !== UNLABELLED && value >= header.classes.length))
      throw new RangeError("its labels go beyond its classes");
    const { id, name, split, shape, subjects, voxelSizeNm, geometry, classes } = header;
    return {
      id,
      name,
      split,
      volume: { shape, data, voxelSizeNm, ...(geometry && { geometry }) },
      ...(subjects && { subjects }),
      labels: { shape, data: labels, classes },
    };
  } catch (error) {
    throw new StudioError(
      "BadStudyFile",
      `The study's data cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
