import type { ByteSource, SourceFolder } from "../../../core/image/format.ts";
import { crc32 } from "./checksums.ts";
import { inflated } from "./deflate.ts";
import { fieldsOf, type Fields } from "./fields.ts";
import { refuse } from "./refuse.ts";
import { checkedRead, memorySource, resolvedPath } from "./sources.ts";

export const isZip = ([a, b, c, d]: Uint8Array): boolean => a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6));

interface Entry {
  readonly path: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

const [STORED, DEFLATED] = [0, 8];

/** Stored entries beyond this are read in pieces, so that their checksum stays untested. */
const MOST_CHECKED = 2 ** 26;

const [END, END64, CENTRAL, LOCAL] = [0x06054b50, 0x06064b50, 0x02014b50, 0x04034b50];
const [END_BYTES, CENTRAL_BYTES, LOCAL_BYTES, MOST_COMMENT] = [22, 46, 30, 65535];
const CUT = "This zip archive has no table of contents: it was cut off. Download it again.";

/** The files of a zip archive (PKWARE APPNOTE 6.3, with zip64). Stored entries are read in pieces, deflated ones are unpacked whole and their checksum tested. */
export async function zipFolder(source: ByteSource): Promise<SourceFolder> {
  const entries = new Map((await readEntries(source)).map((entry) => [entry.path, entry]));
  const file = async (path: string): Promise<ByteSource | null> => {
    const entry = entries.get(path);
    return entry ? openEntry(source, entry, async (other) => file(resolvedPath(path.slice(0, Math.max(0, path.lastIndexOf("/"))), other) ?? "")) : null;
  };
  return { name: source.name, paths: [...entries.keys()], file };
}

async function readEntries(source: ByteSource): Promise<readonly Entry[]> {
  const tailAt = Math.max(0, source.size - END_BYTES - MOST_COMMENT);
  const tail = fieldsOf(await source.read(tailAt, source.size - tailAt), true);
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.u32(at) !== END) at--;
  if (at < 0) refuse(CUT);
  const { count, length, start } = await directory(source, tail, tailAt, at);
  const table = fieldsOf(await source.read(start, length), true);
  const entries: Entry[] = [];
  let offset = 0;
  for (let index = 0; index < count; index++) {
    if (offset + CENTRAL_BYTES > table.length || table.u32(offset) !== CENTRAL) refuse("The table of contents of this zip archive is damaged. Download it again.");
    const [nameLength, extraLength, commentLength] = [table.u16(offset + 28), table.u16(offset + 30), table.u16(offset + 32)];
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

function readEntry(table: Fields, at: number, nameLength: number, extraLength: number): Entry {
  const path = table.text(at + CENTRAL_BYTES, nameLength);
  const plain = [table.u32(at + 24), table.u32(at + 20), table.u32(at + 42)];
  let extra = at + CENTRAL_BYTES + nameLength;
  const end = extra + extraLength;
  while (extra + 4 <= end && table.u16(extra) !== 1) extra += 4 + table.u16(extra + 2);
  let long = extra + 4;
  const [size, packed, local] = plain.map((value) => (value === 0xffffffff && long + 8 <= end ? table.u64((long += 8) - 8) : value)) as [number, number, number];
  return { path, method: table.u16(at + 10), crc: table.u32(at + 16), packed, size, at: local };
}

async function openEntry(source: ByteSource, { path, method, crc, packed, size, at }: Entry, sibling: ByteSource["sibling"]): Promise<ByteSource> {
  const local = fieldsOf(await source.read(at, LOCAL_BYTES), true);
  if (local.u32(0) !== LOCAL) refuse(`The entry ${path} of this zip archive is damaged. Download it again.`);
  const start = at + LOCAL_BYTES + local.u16(26) + local.u16(28);
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (method === STORED && size !== packed) refuse(`The entry ${path} of this zip archive is damaged: it states two sizes. Download it again.`);
  if (method === STORED && size > MOST_CHECKED) return { name, size, sibling, read: checkedRead(size, (from, length) => source.read(start + from, length)) };
  if (method !== STORED && method !== DEFLATED) refuse(`The entry ${path} of this zip archive is compressed by method ${method}; stored and deflated entries can be read.`);
  const data = await source.read(start, packed);
  const content = method === STORED ? data : inflated(data, size);
  if (crc32(content) !== crc) refuse(`The entry ${path} of this zip archive is damaged: its checksum is wrong. Download it again.`);
  return memorySource(name, content, sibling);
}
