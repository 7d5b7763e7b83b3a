import type { ByteSource } from "../../../core/image/format.ts";
import { crc32 } from "./checksums.ts";
import { inflated, inflatedHead } from "./deflate.ts";
import { fieldsOf } from "./fields.ts";
import { inflatingReader } from "./inflatingReader.ts";
import { MOST_DEFLATE_RATIO, refuse } from "./refuse.ts";
import { checkedRead } from "./sources.ts";

/** What a zip archive's table of contents says of one file. */
export interface ZipEntry {
  readonly path: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

/** An archive, and the one entry whose content is in memory: archives of many large entries must not fill it. */
export interface ZipArchive {
  readonly source: ByteSource;
  kept: { readonly entry: ZipEntry; readonly content: Uint8Array<ArrayBuffer> } | null;
}

const [STORED, DEFLATED] = [0, 8];
const [LOCAL, LOCAL_BYTES] = [0x04034b50, 30];

/** Entries beyond this are read in pieces: their checksum is tested only where they are read to their end. */
const MOST_WHOLE = 2 ** 29;
const MOST_WHOLE_STORED = 2 ** 26;

/** Headers are read from the start of an entry alone, so that listing an archive unpacks no more. */
const HEAD_BYTES = 2 ** 12;

type Read = ByteSource["read"];

/** One file of an archive; nothing is unpacked before it is read. Throws StudioError "UnreadableFile" for what cannot be there and for compressions that are not known. */
export async function openEntry(
  archive: ZipArchive,
  entry: ZipEntry,
  sibling: ByteSource["sibling"],
): Promise<ByteSource> {
  const { path, method, packed, size, at } = entry;
  const local = fieldsOf(await archive.source.read(at, LOCAL_BYTES), true);
  if (local.u32(0) !== LOCAL) refuse(`The entry ${path} of this zip archive is damaged. Download it again.`);
  const start = at + LOCAL_BYTES + local.u16(26) + local.u16(28);
  if (method !== STORED && method !== DEFLATED)
    refuse(
      `The entry ${path} of this zip archive is compressed by method ${method}; stored and deflated entries can be read.`,
    );
  if (
    start + packed > archive.source.size ||
    (method === STORED ? size !== packed : size > packed * MOST_DEFLATE_RATIO + 64)
  )
    refuse(`The entry ${path} of this zip archive is damaged: it cannot be ${size} bytes long. Download it again.`);
  const read = method === STORED ? storedReader(archive, entry, start) : deflatedReader(archive, entry, start);
  return { name: path.slice(path.lastIndexOf("/") + 1), size, sibling, read: checkedRead(size, read) };
}

function storedReader(archive: ZipArchive, entry: ZipEntry, start: number): Read {
  if (entry.size > MOST_WHOLE_STORED) return (from, length) => archive.source.read(start + from, length);
  const whole = wholeReader(archive, entry, () => archive.source.read(start, entry.size));
  return withHead(entry, (length) => archive.source.read(start, length), whole);
}

function deflatedReader(archive: ZipArchive, entry: ZipEntry, start: number): Read {
  const { packed, size, path, crc } = entry;
  const rest =
    size > MOST_WHOLE
      ? inflatingReader({
          source: archive.source,
          start,
          packed,
          size,
          crc,
          what: `The entry ${path} of this zip archive`,
        })
      : wholeReader(archive, entry, async () => inflated(await archive.source.read(start, packed), size));
  const head = async (length: number) =>
    inflatedHead(await archive.source.read(start, Math.min(packed, 2 * HEAD_BYTES)), length);
  return withHead(entry, head, rest);
}

/** Small entries are read whole, so that their checksum is tested. */
function withHead({ size }: ZipEntry, head: (length: number) => Promise<Uint8Array<ArrayBuffer>>, rest: Read): Read {
  return async (from, length) => {
    if (size <= HEAD_BYTES || from + length > HEAD_BYTES) return rest(from, length);
    return (await head(from + length)).subarray(from);
  };
}

/** Reads from the whole content, once its checksum was found right. */
function wholeReader(archive: ZipArchive, entry: ZipEntry, unpack: () => Promise<Uint8Array<ArrayBuffer>>): Read {
  return async (from, length) => {
    if (archive.kept?.entry !== entry) {
      archive.kept = null;
      const content = await unpack();
      if (crc32(content) !== entry.crc)
        refuse(`The entry ${entry.path} of this zip archive is damaged: its checksum is wrong. Download it again.`);
      archive.kept = { entry, content };
      return content.subarray(from, from + length);
    }
    return archive.kept.content.subarray(from, from + length);
  };
}
