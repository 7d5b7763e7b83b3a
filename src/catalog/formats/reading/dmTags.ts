import type { ByteSource } from "../../../core/image/format.ts";
import { fieldsOf } from "./fields.ts";
import { refuse } from "./refuse.ts";

/** Tags by name, those without one by their number; long arrays stay in the file. */
export interface TagTree {
  readonly [name: string]: TagTree | number | string | Stretch;
}

/** An array or a record that lies in the file; short arrays of 16-bit numbers may be text. */
export interface Stretch {
  readonly offset: number;
  readonly bytes: number;
  readonly text?: string;
}

export interface Tags {
  readonly tree: TagTree;
  readonly isLittleEndian: boolean;
  readonly version: number;
}

/** Bytes of the simple types, by Gatan's code. */
const SIZES: Readonly<Record<number, number>> = { 2: 2, 3: 4, 4: 2, 5: 4, 6: 4, 7: 8, 8: 1, 9: 1, 10: 1, 11: 8, 12: 8 };
const [STRUCT, TEXT, ARRAY] = [15, 18, 20];
const [GROUP, DATA] = [20, 21];
const [MOST_DEPTH, MOST_TAGS, LONG_ARRAY, WINDOW] = [64, 1_000_000, 4096, 2 ** 16];

/** All tags of a DM3 or DM4 file (format as described by the openNCEM and RosettaSciIO projects). Throws StudioError "UnreadableFile". */
export async function readTags(source: ByteSource): Promise<Tags> {
  const cursor = createCursor(source);
  const version = await cursor.u32();
  if (version !== 3 && version !== 4)
    refuse(`Its header says DigitalMicrograph version ${version}; 3 and 4 can be opened.`);
  cursor.setLong(version === 4);
  await cursor.size();
  const isLittleEndian = (await cursor.u32()) === 1;
  let tags = 0;

  async function group(depth: number): Promise<TagTree> {
    if (depth > MOST_DEPTH) refuse("Its tags are nested too deeply. The file is damaged; save it again.");
    cursor.skip(2);
    const count = await cursor.size();
    const tree: Record<string, TagTree[string]> = {};
    let unnamed = 0;
    for (let index = 0; index < count; index++) {
      if (++tags > MOST_TAGS) refuse("It claims more than a million tags. The file is damaged; save it again.");
      const kind = await cursor.u8();
      const name = await cursor.text(await cursor.u16());
      if (version === 4) await cursor.size();
      const value =
        kind === GROUP
          ? await group(depth + 1)
          : kind === DATA
            ? await data()
            : refuse(`Its tags are damaged at byte ${cursor.at()}: ${kind} is no kind of tag. Save the file again.`);
      tree[name === "" ? String(unnamed++) : name] = value;
    }
    return tree;
  }

  async function data(): Promise<TagTree[string]> {
    if ((await cursor.text(4)) !== "%%%%") refuse(`Its tags are damaged at byte ${cursor.at()}. Save the file again.`);
    const words = await cursor.size();
    if (words < 1 || words > 10_000) refuse(`Its tags are damaged at byte ${cursor.at()}. Save the file again.`);
    const layout: number[] = [];
    for (let index = 0; index < words; index++) layout.push(await cursor.size());
    return value(layout);
  }

  async function value(layout: readonly number[]): Promise<TagTree[string]> {
    const [type = 0] = layout;
    if (type in SIZES) return cursor.number(type, isLittleEndian);
    const count = layout.at(-1)!;
    const bytes =
      type === STRUCT
        ? sizeOf(layout)
        : type === TEXT
          ? layout[1]!
          : type === ARRAY
            ? sizeOf(layout.slice(1, -1)) * count
            : refuse(`Its tags are damaged at byte ${cursor.at()}: ${type} is no type. Save the file again.`);
    if (!(bytes >= 0) || cursor.at() + bytes > source.size)
      refuse(
        `Its tags speak of ${bytes} bytes from byte ${cursor.at()}, the file has ${source.size}. It was cut off; download or save it again.`,
      );
    const place = { offset: cursor.at(), bytes };
    if (type === ARRAY && layout[1] === 4 && count <= LONG_ARRAY)
      return { ...place, text: await cursor.wideText(count, isLittleEndian) };
    cursor.skip(bytes);
    return place;
  }

  return { tree: await group(0), isLittleEndian, version };
}

/** Bytes of one element: a simple type, or a struct as [15, name length, fields, (name length, type) …]. */
function sizeOf(layout: readonly number[]): number {
  const [type = 0] = layout;
  if (type in SIZES) return SIZES[type]!;
  if (type !== STRUCT) return refuse(`Its tags hold arrays of type ${type}, which is not known here.`);
  return layout.slice(3).reduce((sum, field, index) => sum + (index % 2 === 1 ? (SIZES[field] ?? Number.NaN) : 0), 0);
}

/** Reads on through a source in windows. */
function createCursor(source: ByteSource) {
  let [at, start, isLong] = [0, 0, false];
  let held = new Uint8Array(0);
  const take = async (length: number): Promise<Uint8Array> => {
    if (at < start || at + length > start + held.length) {
      start = at;
      held = await source.read(at, Math.max(length, Math.min(WINDOW, source.size - at)));
    }
    at += length;
    return held.subarray(at - length - start, at - start);
  };
  const big = async (length: number) => fieldsOf(await take(length), false);
  return {
    at: () => at,
    skip: (bytes: number) => void (at += bytes),
    setLong: (value: boolean) => void (isLong = value),
    u8: async () => (await big(1)).u8(0),
    u16: async () => (await big(2)).u16(0),
    u32: async () => (await big(4)).u32(0),
    /** Counts are of 64 bits in DM4. */
    size: async () => (isLong ? (await big(8)).u64(0) : (await big(4)).u32(0)),
    text: async (length: number) => fieldsOf(await take(length), false).text(0, length),
    wideText: async (count: number, isLittle: boolean) =>
      new TextDecoder(isLittle ? "utf-16le" : "utf-16be").decode(await take(2 * count)),
    async number(type: number, isLittle: boolean): Promise<number> {
      const fields = fieldsOf(await take(SIZES[type]!), isLittle);
      const readers: Readonly<Record<number, (at: number) => number>> = {
        2: fields.i16,
        3: fields.i32,
        4: fields.u16,
        5: fields.u32,
        6: fields.f32,
        7: fields.f64,
        8: fields.u8,
        9: fields.u8,
        10: fields.u8,
        11: fields.i64,
        12: fields.u64,
      };
      return readers[type]!(0);
    },
  };
}
