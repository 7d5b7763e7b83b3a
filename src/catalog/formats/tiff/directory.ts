import type { ByteSource } from "../../../core/image/format.ts";
import { fieldsOf, type Fields } from "../reading/fields.ts";
import { refuse } from "../reading/refuse.ts";
import { headOf } from "../reading/sources.ts";

/** Tags of the TIFF 6.0 standard, of its supplements and of microscopes that are read here. */
export const TAG = {
  subfileType: 254,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  description: 270,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  xResolution: 282,
  yResolution: 283,
  planar: 284,
  resolutionUnit: 296,
  predictor: 317,
  palette: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  sampleFormat: 339,
  zeiss: 34118,
  feiHelios: 34682,
  feiSfeg: 34680,
} as const;

interface Entry {
  readonly type: number;
  readonly count: number;
  /** Byte in the file at which the values lie. */
  readonly at: number;
}

/** One page: its tags, whose values are read when they are asked for. */
export interface Directory {
  /** Byte in the file at which it lies. */
  readonly at: number;
  readonly isLittleEndian: boolean;
  has(tag: number): boolean;
  /** All numbers of a tag; empty where it has none. A rational is its quotient. */
  numbers(tag: number): Promise<readonly number[]>;
  /** The first number of a tag. */
  number(tag: number, otherwise: number): Promise<number>;
  /** Numbers [from, to) of a long table, such as the strip offsets. */
  some(tag: number, from: number, to: number): Promise<readonly number[]>;
  countOf(tag: number): number;
  text(tag: number): Promise<string>;
}

const [
  BYTE,
  ASCII,
  SHORT,
  LONG,
  RATIONAL,
  SBYTE,
  UNDEFINED,
  SSHORT,
  SLONG,
  SRATIONAL,
  FLOAT,
  DOUBLE,
  IFD,
  LONG8,
  SLONG8,
  IFD8,
] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18];
const SIZES: Readonly<Record<number, number>> = {
  [BYTE]: 1,
  [ASCII]: 1,
  [SHORT]: 2,
  [LONG]: 4,
  [RATIONAL]: 8,
  [SBYTE]: 1,
  [UNDEFINED]: 1,
  [SSHORT]: 2,
  [SLONG]: 4,
  [SRATIONAL]: 8,
  [FLOAT]: 4,
  [DOUBLE]: 8,
  [IFD]: 4,
  [LONG8]: 8,
  [SLONG8]: 8,
  [IFD8]: 8,
};

function readValue(fields: Fields, type: number, at: number): number {
  switch (type) {
    case SBYTE:
      return (fields.u8(at) << 24) >> 24;
    case SHORT:
      return fields.u16(at);
    case SSHORT:
      return fields.i16(at);
    case LONG:
    case IFD:
      return fields.u32(at);
    case SLONG:
      return fields.i32(at);
    case RATIONAL:
      return fields.u32(at) / fields.u32(at + 4);
    case SRATIONAL:
      return fields.i32(at) / fields.i32(at + 4);
    case FLOAT:
      return fields.f32(at);
    case DOUBLE:
      return fields.f64(at);
    case LONG8:
    case IFD8:
      return fields.u64(at);
    case SLONG8:
      return fields.i64(at);
    default:
      return fields.u8(at);
  }
}

/** Most values of one tag: the strips of a gigapixel page. */
const MOST_VALUES = 2 ** 24;
const MOST_PAGES = 1_000_000;

/** Bytes read around a directory: most are shorter, and short values often lie right behind. */
const WINDOW = 1024;

/** The directories of a TIFF or BigTIFF file in the order of their chain. Throws StudioError "UnreadableFile" for a chain that loops or leads out of the file. */
export async function readDirectories(source: ByteSource): Promise<readonly Directory[]> {
  if (source.size < 16)
    refuse(
      `A TIFF begins with a header and a directory; this file has ${source.size} bytes. It was cut off; download or save it again.`,
    );
  const head = await headOf(source, 16);
  const header = fieldsOf(head, head[0] === 0x49);
  const isBig = header.u16(2) === 43;
  if (isBig && header.u16(4) !== 8)
    refuse(
      `Its BigTIFF header asks for offsets of ${header.u16(4)} bytes; 8 is the only size there is. The header is damaged.`,
    );
  const directories: Directory[] = [];
  const seen = new Set<number>();
  let at = isBig ? header.u64(8) : header.u32(4);
  if (at === 0) refuse("This TIFF has no pages.");
  while (at !== 0) {
    if (seen.has(at))
      refuse(
        `Page ${directories.length} of this TIFF leads back to an earlier one, so that there is no end. The file is damaged; save it again.`,
      );
    if (at >= source.size)
      refuse(
        `The directory of page ${directories.length} should lie at byte ${at}, but the file has ${source.size}. It was cut off; download or save it again.`,
      );
    if (directories.length >= MOST_PAGES) refuse("This TIFF has more than a million pages. Save it as several files.");
    seen.add(at);
    const { directory, next } = await readDirectory(source, { at, isBig, isLittleEndian: header.isLittleEndian });
    directories.push(directory);
    at = next;
  }
  return directories;
}

interface Place {
  readonly at: number;
  readonly isBig: boolean;
  readonly isLittleEndian: boolean;
}

async function readDirectory(
  source: ByteSource,
  { at, isBig, isLittleEndian }: Place,
): Promise<{ readonly directory: Directory; readonly next: number }> {
  const window = fieldsOf(await source.read(at, Math.min(WINDOW, source.size - at)), isLittleEndian);
  const [countBytes, entryBytes, pointerBytes] = isBig ? [8, 20, 8] : [2, 12, 4];
  const count = isBig ? window.u64(0) : window.u16(0);
  const length = countBytes + count * entryBytes + pointerBytes;
  if (count < 1 || count > 65535 || at + length > source.size)
    refuse(
      `A directory at byte ${at} claims ${count} tags, which the file does not hold. It was cut off, or is damaged.`,
    );
  const table = length <= window.length ? window : fieldsOf(await source.read(at, length), isLittleEndian);
  const entries = new Map<number, Entry>();
  for (let index = 0; index < count; index++) {
    const place = countBytes + index * entryBytes;
    const [tag, type, values] = [
      table.u16(place),
      table.u16(place + 2),
      isBig ? table.u64(place + 4) : table.u32(place + 4),
    ];
    const bytes = (SIZES[type] ?? 1) * values;
    const inline = place + entryBytes - pointerBytes;
    entries.set(tag, {
      type,
      count: values,
      at: bytes <= pointerBytes ? at + inline : isBig ? table.u64(inline) : table.u32(inline),
    });
  }
  const end = countBytes + count * entryBytes;
  return {
    directory: directoryOf(source, entries, { at, fields: table }),
    next: isBig ? table.u64(end) : table.u32(end),
  };
}

function directoryOf(
  source: ByteSource,
  entries: ReadonlyMap<number, Entry>,
  held: { readonly at: number; readonly fields: Fields },
): Directory {
  const { isLittleEndian, length } = held.fields;
  async function some(tag: number, from: number, to: number): Promise<readonly number[]> {
    const entry = entries.get(tag);
    if (!entry || to <= from) return [];
    const size =
      SIZES[entry.type] ??
      refuse(`Tag ${tag} is of type ${entry.type}, which TIFF does not know. The file is damaged.`);
    if (to - from > MOST_VALUES || entry.at + to * size > source.size)
      refuse(
        `Tag ${tag} claims ${entry.count} values at byte ${entry.at}, but the file has ${source.size} bytes. It was cut off, or is damaged.`,
      );
    const start = entry.at + from * size;
    const isHeld = start >= held.at && start + (to - from) * size <= held.at + length;
    const fields = isHeld ? held.fields : fieldsOf(await source.read(start, (to - from) * size), isLittleEndian);
    const first = isHeld ? start - held.at : 0;
    return Array.from({ length: to - from }, (_, index) => readValue(fields, entry.type, first + index * size));
  }
  const countOf = (tag: number) => entries.get(tag)?.count ?? 0;
  return {
    at: held.at,
    isLittleEndian,
    has: (tag) => entries.has(tag),
    countOf,
    some,
    numbers: (tag) => some(tag, 0, countOf(tag)),
    number: async (tag, otherwise) => (await some(tag, 0, Math.min(1, countOf(tag))))[0] ?? otherwise,
    async text(tag) {
      const entry = entries.get(tag);
      if (!entry || ![BYTE, ASCII, UNDEFINED].includes(entry.type)) return "";
      const bytes = Uint8Array.from(await some(tag, 0, entry.count));
      return new TextDecoder("utf-8").decode(bytes).replace(/\0+$/, "");
    },
  };
}
