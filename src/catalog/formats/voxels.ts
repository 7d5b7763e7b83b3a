import { StudioError } from "../../core/errors.ts";
import { shapeText, VOXEL_ARRAYS, voxelCount, type Shape3, type VoxelArray, type VoxelType } from "../../core/image/volume.ts";

export interface StoredVoxels {
  readonly type: VoxelType;
  /** Byte at which the first voxel lies. */
  readonly offset: number;
  readonly shape: Shape3;
  readonly isLittleEndian: boolean;
}

/** Voxels as they lie in a file, in the machine's byte order. Throws StudioError "UnreadableFile" where the file is too short for its header. */
export function typedVoxels(bytes: Uint8Array<ArrayBuffer>, { type, offset, shape, isLittleEndian }: StoredVoxels): VoxelArray {
  const TypedArray = VOXEL_ARRAYS[type];
  const size = TypedArray.BYTES_PER_ELEMENT;
  const needed = voxelCount(shape) * size;
  const there = bytes.length - offset;
  if (!(offset >= 0) || there < needed) throw new StudioError("UnreadableFile", `Its header says ${shapeText(shape)} voxels of ${type}, ${needed} bytes from byte ${offset}; the file holds ${Math.max(0, there)} there. It was cut off, or its header is wrong.`);
  const copy = bytes.slice(offset, offset + needed);
  if (!isLittleEndian) swapBytes(copy, size);
  return new TypedArray(copy.buffer);
}

/** Reverses the bytes of each element in place. */
function swapBytes(bytes: Uint8Array, size: number): void {
  for (let first = 0; first < bytes.length; first += size) {
    for (let low = first, high = first + size - 1; low < high; low++, high--) [bytes[low], bytes[high]] = [bytes[high]!, bytes[low]!];
  }
}
