import * as Comlink from "comlink";
import { sha256 } from "../../core/sha256.ts";
import type { DecodedFile } from "../../core/image/format.ts";
import { locate } from "./locate.ts";
import { createReader } from "./reader.ts";

const reader = createReader(locate, sha256);

/** Voxels move to the other thread; they are not copied. */
const moved = (decoded: DecodedFile): DecodedFile => {
  const { data } = decoded.volume;
  const isWhole = data.byteLength === data.buffer.byteLength;
  return isWhole ? Comlink.transfer(decoded, [data.buffer as ArrayBuffer]) : decoded;
};

Comlink.expose({
  ...reader,
  decode: async (...asked: Parameters<typeof reader.decode>) => moved(await reader.decode(...asked)),
});
