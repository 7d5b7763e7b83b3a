import { elementCount } from "../../core/image/boxes.ts";
import { RAS, type Geometry, type Vector } from "../../core/image/geometry.ts";
import { MASK_CLASSES_KEY, parseMaskClasses } from "../../core/image/maskClasses.ts";
import { ELEMENT_BYTES, type ElementType } from "../../core/image/elements.ts";
import type { ByteSource, Format, ReadableArray } from "../../core/image/format.ts";
import { VOXEL_ARRAYS, type VoxelType } from "../../core/image/volume.ts";
import { nmPerUnit } from "./reading/units.ts";
import { namedAxes } from "./reading/axes.ts";
import { bunzipped } from "./reading/bzip2.ts";
import { contiguousReader } from "./reading/contiguous.ts";
import { gunzippedSource } from "./reading/gzip.ts";
import { checkPiece, checkShape, refuse } from "./reading/refuse.ts";
import { checkedRead, headOf, memorySource, resolvedPath } from "./reading/sources.ts";

/** NRRD (teem.sourceforge.net/nrrd/format.html), attached and detached: raw, gzip, bzip2, ascii and hex. */
export default {
  id: "nrrd",
  label: "NRRD",
  extensions: ["nrrd", "nhdr"],
  sniff: (head) => String.fromCharCode(...head.subarray(0, 6)) === "NRRD00",
  async open(source) {
    const header = await headerOf(source);
    const { shape, dtype, fields } = header;
    checkShape(shape, dtype);
    const content = await contentOf(source, header);
    const read = contiguousReader({ source: content, offset: 0, shape, dtype, isLittleEndian: header.isLittleEndian });
    const first = fields.get("kinds")?.split(/\s+/)[0] ?? "";
    const hasSamples =
      shape.length > 1 &&
      (/color|vector|list|point|matrix/i.test(first) ||
        (shape.length === 4 && shape.at(-1)! <= 4 && hasNoSize(fields, 0)));
    const axes = hasSamples ? `${namedAxes(shape.length - 1)}s` : namedAxes(shape.length);
    const geometry = geometryOf(fields, hasSamples ? 1 : 0);
    const maskClasses = parseMaskClasses((fields.get(MASK_CLASSES_KEY) ?? "").replaceAll("\\\\", "\\"));
    return [
      {
        name: "",
        shape,
        axes,
        dtype,
        voxelSizeNm: voxelSize(fields, hasSamples ? 1 : 0),
        ...(geometry && { geometry }),
        ...(maskClasses && { maskClasses }),
        description: `NRRD, ${header.encoding}, ${dtype}`,
        ...(hasSamples && { samples: /color/i.test(first) ? ("color" as const) : ("channels" as const) }),
        warnings: header.warnings,
        read,
      },
    ];
  },
} satisfies Format;

interface Header {
  readonly fields: ReadonlyMap<string, string>;
  /** Lines behind "data file: LIST". */
  readonly list: readonly string[];
  readonly offset: number;
  readonly shape: readonly number[];
  readonly dtype: ElementType;
  readonly encoding: string;
  readonly isLittleEndian: boolean;
  readonly warnings: readonly string[];
}

const MOST_HEADER_BYTES = 2 ** 20;

async function headerOf(source: ByteSource): Promise<Header> {
  const { text, offset } = await headerText(source);
  const lines = text
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => !line.startsWith("#"));
  const fields = new Map<string, string>();
  for (const line of lines) {
    const match = /^([^:]+):[ =]\s*(.*)$/.exec(line);
    if (match)
      fields.set(
        match[1]!
          .trim()
          .toLowerCase()
          .replace("datafile", "data file")
          .replace(/^(line|byte)skip$/, "$1 skip"),
        match[2]!.trim(),
      );
  }
  const listAt = lines.findIndex((line) => /^data ?file:\s*LIST/i.test(line));
  const need = (name: string) =>
    fields.get(name) ?? refuse(`Its NRRD header has no "${name}" line. The file is damaged; save it again.`);
  const dtype = typeOf(need("type"));
  const sizes = need("sizes").split(/\s+/).map(Number);
  if (Number(need("dimension")) !== sizes.length)
    refuse(
      `Its header says ${need("dimension")} axes but gives ${sizes.length} sizes (${need("sizes")}). The header is damaged.`,
    );
  const encoding = encodingOf(need("encoding"));
  const isText = encoding === "ascii";
  if (!isText && ELEMENT_BYTES[dtype] > 1 && !fields.has("endian"))
    refuse(
      `Its header does not say in which byte order its ${dtype} voxels are. Add the line "endian: little" or "endian: big".`,
    );
  return {
    fields,
    list: listAt < 0 ? [] : lines.slice(listAt + 1).filter((line) => line.trim() !== ""),
    offset,
    shape: sizes.toReversed(),
    dtype,
    encoding,
    isLittleEndian: isText || fields.get("endian")?.toLowerCase() !== "big",
    warnings: [],
  };
}

/** The header ends with an empty line, or with the file. */
async function headerText(source: ByteSource): Promise<{ readonly text: string; readonly offset: number }> {
  const head = await headOf(source, MOST_HEADER_BYTES);
  for (let at = 0; at < head.length - 1; at++) {
    if (head[at] !== 10) continue;
    const gap = head[at + 1] === 10 ? 2 : head[at + 1] === 13 && head[at + 2] === 10 ? 3 : 0;
    if (gap > 0) return { text: new TextDecoder("latin1").decode(head.subarray(0, at + 1)), offset: at + gap };
  }
  if (source.size > MOST_HEADER_BYTES) refuse("Its NRRD header has no end. The file is damaged; save it again.");
  return { text: new TextDecoder("latin1").decode(head), offset: source.size };
}

const TYPES: Readonly<Record<string, ElementType>> = {
  "signed char": "int8",
  int8: "int8",
  int8_t: "int8",
  uchar: "uint8",
  "unsigned char": "uint8",
  uint8: "uint8",
  uint8_t: "uint8",
  short: "int16",
  "short int": "int16",
  "signed short": "int16",
  "signed short int": "int16",
  int16: "int16",
  int16_t: "int16",
  ushort: "uint16",
  "unsigned short": "uint16",
  "unsigned short int": "uint16",
  uint16: "uint16",
  uint16_t: "uint16",
  int: "int32",
  "signed int": "int32",
  int32: "int32",
  int32_t: "int32",
  uint: "uint32",
  "unsigned int": "uint32",
  uint32: "uint32",
  uint32_t: "uint32",
  longlong: "int64",
  "long long": "int64",
  "long long int": "int64",
  "signed long long": "int64",
  "signed long long int": "int64",
  int64: "int64",
  int64_t: "int64",
  ulonglong: "uint64",
  "unsigned long long": "uint64",
  "unsigned long long int": "uint64",
  uint64: "uint64",
  uint64_t: "uint64",
  float: "float32",
  double: "float64",
};

const typeOf = (text: string): ElementType =>
  TYPES[text.toLowerCase()] ??
  refuse(`Its voxels are of NRRD type "${text}"; whole numbers of 8 to 64 bits, float and double can be opened.`);

const ENCODINGS: Readonly<Record<string, string>> = {
  raw: "raw",
  gz: "gzip",
  gzip: "gzip",
  bz2: "bzip2",
  bzip2: "bzip2",
  txt: "ascii",
  text: "ascii",
  ascii: "ascii",
  hex: "hex",
};

const encodingOf = (text: string): string =>
  ENCODINGS[text.toLowerCase()] ??
  refuse(`Its encoding is "${text}"; raw, gzip, bzip2, ascii and hex can be opened. Save it again with one of these.`);

/** The voxels behind the header, or those of the files that it names, one after the other; what is to be skipped is skipped in each of them. */
async function contentOf(source: ByteSource, header: Header): Promise<ByteSource> {
  const { fields, list, offset, shape, dtype } = header;
  const voxels = elementCount(shape);
  const named = fields.get("data file");
  if (named === undefined) return unpacked(part(source, offset, source.size - offset), header, voxels);
  const names = /^LIST/i.test(named) ? list.map((line) => line.trim()) : numbered(named, shape);
  const files = await Promise.all(names.map((name) => dataFile(source, name)));
  if (files.length === 1) return unpacked(files[0]!, header, voxels);
  const each = voxels / files.length;
  if (!Number.isInteger(each))
    refuse(`Its ${shape.join(" × ")} voxels do not divide among ${files.length} data files. The header is damaged.`);
  const bytes = each * ELEMENT_BYTES[dtype];
  checkPiece(bytes * files.length, "It");
  const joined = new Uint8Array(bytes * files.length);
  for (const [index, file] of files.entries()) {
    const piece = await unpacked(file, header, each);
    if (piece.size < bytes)
      refuse(`Its data file ${names[index]!} holds ${piece.size} of ${bytes} bytes. It was cut off; copy it again.`);
    joined.set(await piece.read(0, bytes), index * bytes);
  }
  return memorySource(source.name, joined);
}

/** A file that a header names; none outside of the header's folder, which is nothing that a header from elsewhere may read. */
async function dataFile(source: ByteSource, name: string): Promise<ByteSource> {
  if (name.startsWith("/") || resolvedPath("", name) === null)
    refuse(
      `Its voxels are in ${name}, outside of the header's folder, where nothing is read. Move that file beside the header, and write its name there without folders.`,
    );
  return (
    (await source.sibling(name)) ??
    refuse(`Its voxels are in ${name}, which is not there. Open the header together with it.`)
  );
}

const MOST_FILES = 100_000;

/** "slice%03d.raw 1 9 1" names slice001.raw to slice009.raw. */
function numbered(text: string, shape: readonly number[]): readonly string[] {
  const match = /^(.*%0?(\d*)d\S*)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)(?:\s+\d+)?$/.exec(text);
  if (!match) return [text];
  const [from, to, step] = [Number(match[3]), Number(match[4]), Number(match[5])];
  const count = Math.floor((to - from) / step) + 1;
  if (!(count >= 1 && count <= MOST_FILES))
    refuse(
      `Its data files are numbered from ${from} to ${to} in steps of ${step}, which is none for its ${shape.join(" × ")} voxels. The header is damaged.`,
    );
  return Array.from({ length: count }, (_, index) =>
    match[1]!.replace(/%0?\d*d/, String(from + index * step).padStart(Number(match[2]), "0")),
  );
}

const part = (source: ByteSource, start: number, size: number): ByteSource => ({
  ...source,
  size,
  read: checkedRead(size, (at, length) => source.read(start + at, length)),
});

/** Voxels of one data file, `voxels` of them. */
async function unpacked(data: ByteSource, { fields, encoding, dtype }: Header, voxels: number): Promise<ByteSource> {
  const [lines, bytes] = [Number(fields.get("line skip") ?? 0), Number(fields.get("byte skip") ?? 0)];
  const needed = voxels * ELEMENT_BYTES[dtype];
  const source = lines > 0 ? await skipLines(data, lines) : data;
  if (encoding === "raw")
    return bytes === -1
      ? part(source, Math.max(0, source.size - needed), Math.min(needed, source.size))
      : skipped(source, bytes);
  if (encoding === "gzip") return skipped(await gunzippedSource(source), bytes);
  const skippedSource = skipped(source, Math.max(0, bytes));
  const packed = await skippedSource.read(0, skippedSource.size);
  checkPiece(needed, "It");
  if (encoding === "bzip2") return memorySource(data.name, bunzipped(packed, needed));
  const text = new TextDecoder("latin1").decode(packed);
  return memorySource(data.name, encoding === "hex" ? fromHex(text, needed) : fromNumbers(text, voxels, dtype));
}

function skipped(source: ByteSource, bytes: number): ByteSource {
  if (!(bytes >= 0 && bytes <= source.size))
    refuse(`Its header says to skip ${bytes} of ${source.size} bytes. The file was cut off, or its header is damaged.`);
  return bytes === 0 ? source : part(source, bytes, source.size - bytes);
}

async function skipLines(source: ByteSource, lines: number): Promise<ByteSource> {
  const head = await headOf(source, MOST_HEADER_BYTES);
  let [at, left] = [0, lines];
  while (left > 0 && at < head.length) if (head[at++] === 10) left--;
  return left > 0
    ? refuse(`Its header says to skip ${lines} lines, which the data do not have.`)
    : part(source, at, source.size - at);
}

function fromHex(text: string, bytes: number): Uint8Array<ArrayBuffer> {
  const digits = text.replace(/\s+/g, "");
  if (digits.length < 2 * bytes || /[^\da-f]/i.test(digits))
    refuse(`It should hold ${2 * bytes} hexadecimal digits, it has ${digits.length}. It was cut off, or is damaged.`);
  return Uint8Array.from({ length: bytes }, (_, index) => Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16));
}

function fromNumbers(text: string, count: number, dtype: ElementType): Uint8Array<ArrayBuffer> {
  const words = text.trim().split(/[\s,]+/);
  if (words.length < count)
    refuse(`It should hold ${count} numbers, it has ${words.length}. It was cut off, or is damaged.`);
  const values = words.slice(0, count).map((word) => NOT_FINITE[word.toLowerCase()] ?? Number(word));
  const wrong = values.findIndex((value, at) => Number.isNaN(value) && !(words[at]!.toLowerCase() in NOT_FINITE));
  if (wrong >= 0) refuse(`Among its numbers is "${words[wrong]!}". The file is damaged; save it again.`);
  if (!(dtype in VOXEL_ARRAYS)) refuse(`Its ${dtype} numbers are written as text; save it with raw encoding.`);
  const typed = VOXEL_ARRAYS[dtype as VoxelType].from(values);
  const changed = dtype.startsWith("float") ? -1 : values.findIndex((value, at) => value !== typed[at]);
  if (changed >= 0)
    refuse(`Among its numbers is ${words[changed]!}, which is no ${dtype}. The file is damaged; save it again.`);
  return new Uint8Array(typed.buffer);
}

/** As C writes them. */
const NOT_FINITE: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  "-nan": Number.NaN,
  inf: Infinity,
  "-inf": -Infinity,
};

/** Directions, origin and space where the header gives three of the first and the second; in the unit that the voxel size is in. */
function geometryOf(fields: ReadonlyMap<string, string>, firstAxis: number): Geometry | null {
  const vectors = vectorsOf(fields.get("space directions") ?? "").slice(firstAxis, firstAxis + 3);
  const [origin] = vectorsOf(fields.get("space origin") ?? "(0,0,0)");
  const isVector = (vector: readonly number[] | undefined) => vector?.length === 3 && vector.every(Number.isFinite);
  if (
    vectors.length !== 3 ||
    ![...vectors, origin].every(isVector) ||
    vectors.some((vector) => Math.hypot(...vector) === 0)
  )
    return null;
  return {
    directions: vectors.toReversed() as unknown as Geometry["directions"],
    origin: origin as unknown as Vector,
    unitNm: nmPerUnit(spaceUnit(fields)) ?? null,
    space: spaceName(fields.get("space") ?? ""),
  };
}

const vectorsOf = (text: string): readonly (readonly number[])[] =>
  (text.match(/\([^)]*\)|none|NaN/g) ?? []).map((vector) => vector.replace(/[()]/g, "").split(",").map(Number));

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  ras: RAS,
  las: "left-anterior-superior",
  lps: "left-posterior-superior",
};

const spaceName = (name: string): string => ABBREVIATIONS[name.toLowerCase()] ?? name.toLowerCase();

/** Nanometres are taken where no unit and no anatomical space is named, so that numbers are kept. */
const spaceUnit = (fields: ReadonlyMap<string, string>): string =>
  (fields.get("space units") ?? fields.get("units"))?.match(/"([^"]*)"/)?.[1] ?? (fields.has("space") ? "mm" : "nm");

const hasNoSize = (fields: ReadonlyMap<string, string>, axis: number): boolean =>
  (fields.get("space directions") ?? "").match(/\([^)]*\)|none|NaN/g)?.[axis] === "none";

/** Lengths of the space directions, else the spacings, in the units named. */
function voxelSize(fields: ReadonlyMap<string, string>, firstAxis: number): ReadableArray["voxelSizeNm"] {
  const directions = fields.has("space directions")
    ? vectorsOf(fields.get("space directions")!).map((vector) => Math.hypot(...vector))
    : undefined;
  const sizes = (directions ?? fields.get("spacings")?.split(/\s+/).map(Number))?.slice(firstAxis, firstAxis + 3);
  const nm = nmPerUnit(spaceUnit(fields));
  if (!sizes || sizes.length < 2 || !nm || !sizes.every((size) => Number.isFinite(size) && size > 0)) return null;
  const [x, y, z = x] = sizes as [number, number, number?];
  return [z * nm, y * nm, x * nm];
}
