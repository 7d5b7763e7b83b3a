import type { ByteSource } from "../../../core/image/format.ts";
import { crc32c } from "../reading/checksums.ts";
import { fieldsOf } from "../reading/fields.ts";
import { refuse } from "../reading/refuse.ts";
import type { NamedCodec } from "./zarr3Codecs.ts";

/** One file of many chunks (Zarr v3, "sharding_indexed"). */
export interface Shard {
  /** Bytes of a chunk by its number; null where it is empty. */
  chunk(index: number): Promise<Uint8Array<ArrayBuffer> | null>;
}

const ENTRY_BYTES = 16;
const EMPTY = 2n ** 64n - 1n;

export interface ShardIndex {
  readonly codecs: readonly NamedCodec[];
  readonly isAtStart: boolean;
}

/** Reads the index of a shard: offset and length of each chunk, then a checksum. Throws StudioError "UnreadableFile". */
export async function openShard(source: ByteSource, count: number, { codecs, isAtStart }: ShardIndex): Promise<Shard> {
  const unknown = codecs.find(({ name }) => name !== "bytes" && name !== "crc32c");
  if (unknown) refuse(`The index of its shards is encoded with "${unknown.name}"; bytes and crc32c can be opened.`);
  const hasSum = codecs.some(({ name }) => name === "crc32c");
  const length = count * ENTRY_BYTES + (hasSum ? 4 : 0);
  if (length > source.size)
    refuse(
      `A shard of ${count} chunks should have an index of ${length} bytes, the file has ${source.size}. It was cut off; copy it again.`,
    );
  const bytes = await source.read(isAtStart ? 0 : source.size - length, length);
  const isLittleEndian = codecs.find(({ name }) => name === "bytes")?.configuration.endian !== "big";
  const fields = fieldsOf(bytes, isLittleEndian);
  if (hasSum && crc32c(bytes.subarray(0, -4)) !== fieldsOf(bytes, true).u32(length - 4))
    refuse("The index of a shard is damaged: its checksum is wrong. Copy the folder again.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    async chunk(index) {
      const at = index * ENTRY_BYTES;
      if (view.getBigUint64(at, isLittleEndian) === EMPTY) return null;
      return source.read(fields.u64(at), fields.u64(at + 8));
    },
  };
}
