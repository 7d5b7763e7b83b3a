import { bunzipped } from "./bzip2.ts";
import { gunzippedPiece, unzlibbed } from "./deflate.ts";
import { fieldsOf } from "./fields.ts";
import { checkPiece, refuse } from "./refuse.ts";

type Unpack = (
  data: Uint8Array<ArrayBuffer>,
  size: number,
) => Promise<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>;

const DAMAGED = "A chunk of it is damaged: its compression cannot be undone. Download or copy it again.";

/** Compressions of chunks by the names that Zarr and N5 give them. */
const UNPACK: Readonly<Record<string, Unpack>> = {
  blosc: async (data, size) => {
    checkBlosc(data, size);
    return native(await import("numcodecs/blosc"), data, "blosc");
  },
  lz4: async (data, size) => {
    if (data.length < 4 || fieldsOf(data, true).u32(0) !== size) refuse(DAMAGED);
    return native(await import("numcodecs/lz4"), data, "lz4");
  },
  zstd: async (data, size) => {
    checkZstd(data, size);
    return native(await import("numcodecs/zstd"), data, "zstd");
  },
  zlib: unzlibbed,
  gzip: gunzippedPiece,
  bzip2: bunzipped,
  bz2: bunzipped,
};

export const CODEC_NAMES: readonly string[] = Object.keys(UNPACK);

/** A chunk of a known size. Throws StudioError "UnreadableFile" for a compression that is not known, and for damaged chunks. */
export async function unpackChunk(
  codec: string,
  data: Uint8Array<ArrayBuffer>,
  size: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const unpack =
    UNPACK[codec] ??
    refuse(
      `Its chunks are compressed with "${codec}"; ${CODEC_NAMES.join(", ")} can be opened. Save it with one of these.`,
    );
  checkPiece(size, "A chunk");
  const content = await unpack(data, size);
  return content.length === size
    ? content
    : refuse(`A chunk of ${size} bytes unpacked to ${content.length}. It is damaged; download or copy it again.`);
}

interface NativeCodec {
  readonly default: { fromConfig(config: never): { decode(data: Uint8Array): Uint8Array | Promise<Uint8Array> } };
}

async function native(codec: NativeCodec, data: Uint8Array, id: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return (await codec.default.fromConfig({ id } as never).decode(data)).slice();
  } catch {
    return refuse(DAMAGED);
  }
}

/** Blosc states its sizes; what is stated is checked before the library allocates it. */
function checkBlosc(data: Uint8Array, size: number): void {
  if (data.length < 16) refuse(DAMAGED);
  const fields = fieldsOf(data, true);
  if (fields.u32(4) !== size || fields.u32(12) !== data.length)
    refuse(
      `A chunk of ${size} bytes says that it holds ${fields.u32(4)}, in ${fields.u32(12)} of ${data.length} bytes. It is damaged; download or copy it again.`,
    );
}

const ZSTD_MAGIC = 0xfd2fb528;

/** The frame header may state the content's size (RFC 8878, 3.1.1.1). */
function checkZstd(data: Uint8Array, size: number): void {
  const fields = fieldsOf(data, true);
  if (data.length < 9 || fields.u32(0) !== ZSTD_MAGIC) refuse(DAMAGED);
  const descriptor = fields.u8(4);
  const isSingle = (descriptor & 32) !== 0;
  const at = 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]!;
  const length = [
    () => (isSingle ? fields.u8(at) : null),
    () => fields.u16(at) + 256,
    () => fields.u32(at),
    () => fields.u64(at),
  ][descriptor >> 6]!();
  if (length !== null && length !== size)
    refuse(`A chunk of ${size} bytes says that it holds ${length}. It is damaged; download or copy it again.`);
}
