import { elementCount, frameReader } from "../../../core/image/boxes.ts";
import { ELEMENT_BYTES, swapBytes, type ElementType } from "../../../core/image/elements.ts";
import type { ByteSource, ReadableArray } from "../../../core/image/format.ts";
import { shapeText } from "../../../core/image/volume.ts";
import { checkShape, refuse } from "./refuse.ts";

export interface ContiguousArray {
  readonly source: ByteSource;
  /** Byte at which the first element lies. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly dtype: ElementType;
  readonly isLittleEndian: boolean;
}

/** Reads an array that lies uncompressed in one piece. Throws StudioError "UnreadableFile" at once where the file is too short for its header. */
export function contiguousReader({
  source,
  offset,
  shape,
  dtype,
  isLittleEndian,
}: ContiguousArray): ReadableArray["read"] {
  checkShape(shape, dtype);
  const size = ELEMENT_BYTES[dtype];
  const needed = elementCount(shape) * size;
  if (!(offset >= 0) || source.size - offset < needed)
    refuse(
      `Its header says ${shapeText(shape)} voxels of ${dtype}, ${needed} bytes from byte ${offset}; the file holds ${Math.max(0, source.size - offset)} there. It was cut off, or its header is wrong.`,
    );
  const frameAxes = Math.min(2, shape.length);
  const leading = shape.slice(0, shape.length - frameAxes);
  const frameBytes = elementCount(shape.slice(leading.length)) * size;
  return frameReader(shape, frameAxes, size, async (index) => {
    const frame = index.reduce((place, at, axis) => place * leading[axis]! + at, 0);
    const bytes = await source.read(offset + frame * frameBytes, frameBytes);
    if (isLittleEndian) return bytes;
    const swapped = bytes.slice();
    swapBytes(swapped, dtype.startsWith("complex") ? size / 2 : size);
    return swapped;
  });
}
