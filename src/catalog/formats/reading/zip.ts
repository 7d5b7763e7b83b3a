import type { ByteSource, SourceFolder } from "../../../core/image/format.ts";
import { isPassedOver } from "../../../core/image/fileNames.ts";
import { fieldsOf, type Fields } from "./fields.ts";
import { refuse } from "./refuse.ts";
import { resolvedPath } from "./sources.ts";
import { openEntry, type ZipArchive, type ZipEntry } from "./zipEntry.ts";

export const isZip = ([a, b, c, d]: Uint8Array): boolean =>
  a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6));

const [END, END64, CENTRAL] = [0x06054b50, 0x06064b50, 0x02014b50];
const [END_BYTES, CENTRAL_BYTES, MOST_COMMENT] = [22, 46, 65535];
const CUT = "This zip archive has no table of contents: it was cut off. Download it again.";

/** The files of a zip archive (PKWARE APPNOTE 6.3, with zip64). What is unpacked of an entry is kept until another is read. */
export async function zipFolder(source: ByteSource): Promise<SourceFolder> {
  const archive: ZipArchive = { source, kept: null };
  const entries = new Map(
    (await readEntries(source)).filter(({ path }) => !isPassedOver(path)).map((entry) => [entry.path, entry]),
  );
  const file = async (path: string): Promise<ByteSource | null> => {
    const entry = entries.get(path);
    return entry
      ? openEntry(archive, entry, async (other) =>
          file(resolvedPath(path.slice(0, Math.max(0, path.lastIndexOf("/"))), other) ?? ""),
        )
      : null;
  };
  return { name: source.name, paths: [...entries.keys()], file };
}

async function readEntries(source: ByteSource): Promise<readonly ZipEntry[]> {
  const tailAt = Math.max(0, source.size - END_BYTES - MOST_COMMENT);
  const tail = fieldsOf(await source.read(tailAt, source.size - tailAt), true);
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.u32(at) !== END) at--;
  if (at < 0) refuse(CUT);
  const { count, length, start } = await directory(source, tail, tailAt, at);
  const table = fieldsOf(await source.read(start, length), true);
  const entries: ZipEntry[] = [];
  let offset = 0;
  for (let index = 0; index < count; index++) {
    if (offset + CENTRAL_BYTES > table.length || table.u32(offset) !== CENTRAL)
      refuse("The table of contents of this zip archive is damaged. Download it again.");
    const [nameLength, extraLength, commentLength] = [
      table.u16(offset + 28),
      table.u16(offset + 30),
      table.u16(offset + 32),
    ];
    const entry = readEntry(table, offset, nameLength, extraLength);
    if (!entry.path.endsWith("/")) entries.push(entry);
    offset += CENTRAL_BYTES + nameLength + extraLength + commentLength;
  }
  return entries;
}

async function directory(source: ByteSource, tail: Fields, tailAt: number, at: number) {
  const plain = { count: tail.u16(at + 10), length: tail.u32(at + 12), start: tail.u32(at + 16) };
  if (plain.count !== 0xffff && plain.start !== 0xffffffff) return plain;
  const place = tail.u64(at - 20 + 8);
  const end = fieldsOf(await source.read(place, 56), true);
  if (end.u32(0) !== END64 || place > tailAt + at) refuse(CUT);
  return { count: end.u64(32), length: end.u64(40), start: end.u64(48) };
}

function readEntry(table: Fields, at: number, nameLength: number, extraLength: number): ZipEntry {
  const path = table.text(at + CENTRAL_BYTES, nameLength);
  const plain = [table.u32(at + 24), table.u32(at + 20), table.u32(at + 42)];
  let extra = at + CENTRAL_BYTES + nameLength;
  const end = extra + extraLength;
  while (extra + 4 <= end && table.u16(extra) !== 1) extra += 4 + table.u16(extra + 2);
  let long = extra + 4;
  const [size, packed, local] = plain.map((value) =>
    value === 0xffffffff && long + 8 <= end ? table.u64((long += 8) - 8) : value,
  ) as [number, number, number];
  return { path, method: table.u16(at + 10), crc: table.u32(at + 16), packed, size, at: local };
}
