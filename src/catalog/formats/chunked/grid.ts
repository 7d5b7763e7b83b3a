import { boxShape, copyBox, elementCount, indicesOf } from "../../../core/image/boxes.ts";
import { ELEMENT_BYTES, type ElementType } from "../../../core/image/elements.ts";
import type { Box, ReadableArray } from "../../../core/image/format.ts";
import { checkPiece } from "../reading/refuse.ts";

/** An array cut into chunks of one shape; those at the far edges reach beyond it. */
export interface ChunkGrid {
  readonly chunkShape: readonly number[];
  readonly dtype: ElementType;
  /** A whole chunk in C order, little-endian; null where there is none, which stands for the fill value. */
  readonly chunk: (index: readonly number[]) => Promise<Uint8Array<ArrayBuffer> | null>;
  /** One element, little-endian. */
  readonly fill: Uint8Array;
}

/** Chunks that are kept, so that reading slice by slice does not unpack each chunk again for every slice. */
const KEPT_BYTES = 2 ** 27;

/** Reads boxes out of chunks. */
export function gridReader({ chunkShape, dtype, chunk, fill }: ChunkGrid): ReadableArray["read"] {
  const size = ELEMENT_BYTES[dtype];
  const chunkBytes = elementCount(chunkShape) * size;
  checkPiece(chunkBytes, "A chunk");
  const keep = keptChunks(Math.max(1, Math.floor(KEPT_BYTES / chunkBytes)), chunk);
  return async (box) => {
    const extent = boxShape(box);
    checkPiece(elementCount(extent) * size, "The region");
    const result = new Uint8Array(elementCount(extent) * size);
    if (fill.some((byte) => byte !== 0)) for (let at = 0; at < result.length; at += size) result.set(fill, at);
    const touched: Box = box.map(({ from, to }, axis) => ({
      from: Math.floor(from / chunkShape[axis]!),
      to: Math.ceil(to / chunkShape[axis]!),
    }));
    for (const index of indicesOf(touched)) {
      const bytes = await keep(index);
      if (!bytes) continue;
      const first = index.map((at, axis) => Math.max(at * chunkShape[axis]!, box[axis]!.from));
      const last = index.map((at, axis) => Math.min((at + 1) * chunkShape[axis]!, box[axis]!.to));
      copyBox({
        from: bytes,
        fromShape: chunkShape,
        fromStart: first.map((from, axis) => from - index[axis]! * chunkShape[axis]!),
        to: result,
        toShape: extent,
        toStart: first.map((from, axis) => from - box[axis]!.from),
        extent: last.map((to, axis) => to - first[axis]!),
        elementBytes: size,
      });
    }
    return result;
  };
}

/** The chunks read last. */
function keptChunks(most: number, read: ChunkGrid["chunk"]): ChunkGrid["chunk"] {
  const kept = new Map<string, Promise<Uint8Array<ArrayBuffer> | null>>();
  return (index) => {
    const key = index.join();
    const found = kept.get(key) ?? read([...index]);
    kept.delete(key);
    kept.set(key, found);
    if (kept.size > most) kept.delete(kept.keys().next().value!);
    return found;
  };
}
