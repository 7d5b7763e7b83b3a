import { StudioError } from "../../core/errors.ts";

/** A slice with its classes, as it goes to whoever looks on. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 0 … 255. */
  readonly greys: Uint8Array;
  readonly labels: Uint8Array;
}

const HEAD_BYTES = 8;

export function packPicture({ width, height, greys, labels }: Picture): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEAD_BYTES + greys.length + labels.length);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, width, true);
  head.setUint32(4, height, true);
  bytes.set(greys, HEAD_BYTES);
  bytes.set(labels, HEAD_BYTES + greys.length);
  return bytes;
}

/** Throws StudioError "UnreadableFile" for bytes of another length. */
export function unpackPicture(bytes: Uint8Array): Picture {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = bytes.length < HEAD_BYTES ? [0, 0] : [head.getUint32(0, true), head.getUint32(4, true)];
  const size = width * height;
  if (size === 0 || bytes.length !== HEAD_BYTES + 2 * size)
    throw new StudioError("UnreadableFile", `A picture of ${width} × ${height} does not have ${bytes.length} bytes.`);
  const greys = bytes.subarray(HEAD_BYTES, HEAD_BYTES + size);
  return { width, height, greys, labels: bytes.subarray(HEAD_BYTES + size) };
}
