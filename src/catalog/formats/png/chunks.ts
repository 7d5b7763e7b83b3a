import type { ByteSource } from "../../../core/image/format.ts";
import { crc32 } from "../reading/checksums.ts";
import { fieldsOf } from "../reading/fields.ts";
import { refuse } from "../reading/refuse.ts";

export interface PngChunk {
  readonly type: string;
  /** Its content, once its checksum was found right. Throws StudioError "UnreadableFile". */
  readonly read: () => Promise<Uint8Array<ArrayBuffer>>;
}

const SIGNATURE_BYTES = 8;
/** Length and type before the content, a checksum behind it. */
const FRAME_BYTES = 12;

/** The chunks of a PNG in their order, up to where the file ends. */
export async function* chunksOf(source: ByteSource): AsyncGenerator<PngChunk> {
  let at = SIGNATURE_BYTES;
  while (at + FRAME_BYTES <= source.size) {
    const head = fieldsOf(await source.read(at, 8), false);
    const [length, type, start] = [head.u32(0), head.text(4, 4), at + 4];
    yield {
      type,
      async read() {
        const bytes = await source.read(start, length + 8);
        const isRight = crc32(bytes.subarray(0, length + 4)) === fieldsOf(bytes, false).u32(length + 4);
        return isRight
          ? bytes.subarray(4, length + 4)
          : refuse(
              `The checksum of a ${type} chunk of this PNG is wrong. The file is damaged; download or save it again.`,
            );
      },
    };
    at += FRAME_BYTES + length;
  }
}
