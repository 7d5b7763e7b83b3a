import { copyBox, indicesOf } from "../../../core/image/boxes.ts";
import { bytesOf, type ExportedFile, type ExportStack } from "../stack.ts";
import type { ZarrLayout } from "./layouts.ts";

const CHUNK_SIDE = 512;

/** An array of one level in chunks of one slice and at most 512 × 512 pixels. */
export function chunkFiles(
  path: string,
  stack: Pick<ExportStack, "shape" | "data" | "channels">,
  layout: ZarrLayout,
): readonly ExportedFile[] {
  const shape = [...(stack.channels ? [stack.channels] : []), ...stack.shape];
  const chunks = shape.map((extent, axis) => (axis < shape.length - 2 ? 1 : Math.min(extent, CHUNK_SIDE)));
  const [from, size] = [bytesOf(stack), stack.data.BYTES_PER_ELEMENT];
  const grid = shape.map((extent, axis) => ({ from: 0, to: Math.ceil(extent / chunks[axis]!) }));
  const files = [layout.array(path, { shape, chunks, data: stack.data })];
  for (const index of indicesOf(grid)) {
    const start = index.map((at, axis) => at * chunks[axis]!);
    const to = new Uint8Array(chunks.reduce((product, extent) => product * extent, size));
    copyBox({
      from,
      fromShape: shape,
      fromStart: start,
      to,
      toShape: chunks,
      toStart: chunks.map(() => 0),
      extent: chunks.map((extent, axis) => Math.min(extent, shape[axis]! - start[axis]!)),
      elementBytes: size,
    });
    files.push(layout.chunk(path, index, to));
  }
  return files;
}
