import type { decode } from "fast-png";
import { frameReader } from "../../../core/image/boxes.ts";
import type { ByteSource, Format, ReadableArray } from "../../../core/image/format.ts";
import { MASK_CLASSES_KEY, parseMaskClasses } from "../../../core/image/maskClasses.ts";
import { fieldsOf } from "../reading/fields.ts";
import { checkPiece, checkShape, MOST_DEFLATE_RATIO, refuse } from "../reading/refuse.ts";
import { headOf } from "../reading/sources.ts";
import { chunksOf } from "./chunks.ts";
import { decodeInterlaced, sampleAt } from "./interlaced.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** PNG of 1 to 16 bits: grey, palette (its indices) or colour; 2 and 4-bit greys are spread over 0 to 255, as every viewer shows them. */
export default {
  id: "png",
  label: "PNG",
  extensions: ["png"],
  sniff: (head) => SIGNATURE.every((byte, at) => head[at] === byte),
  async open(source) {
    const header = await headerOf(source);
    const { width, height, bits, kind } = header;
    const samples = SAMPLES[kind]!;
    const shape = samples === 1 ? [height, width] : [height, width, samples];
    const dtype = bits === 16 ? "uint16" : "uint8";
    checkShape(shape, dtype);
    checkPiece(width * height * samples * (bits === 16 ? 2 : 1), "It");
    if ((width * height * samples * bits) / 8 > source.size * MOST_DEFLATE_RATIO)
      refuse(
        `Its header says ${width} × ${height} pixels, which cannot be in ${source.size} bytes. The file was cut off, or its header is damaged.`,
      );
    const looks =
      kind === PALETTE
        ? { palette: await paletteOf(source) }
        : kind === COLOR || kind === COLOR_ALPHA
          ? { samples: "color" as const }
          : kind === GREY_ALPHA
            ? { samples: "channels" as const }
            : {};
    const array: ReadableArray = {
      name: "",
      shape,
      axes: samples === 1 ? "yx" : "yxs",
      dtype,
      voxelSizeNm: null,
      description: `PNG, ${bits}-bit ${NAMES[kind]!}`,
      ...looks,
      ...(await notesOf(source)),
      warnings:
        kind === GREY_ALPHA || kind === COLOR_ALPHA
          ? ["Its transparency (the last channel) is not used, unless all of it is of one colour."]
          : [],
      read: frameReader(shape, shape.length, bits === 16 ? 2 : 1, () => pixelsOf(source, header)),
    };
    return [array];
  },
} satisfies Format;

const [GREY, COLOR, PALETTE, GREY_ALPHA, COLOR_ALPHA] = [0, 2, 3, 4, 6];
const SAMPLES: Readonly<Record<number, number>> = {
  [GREY]: 1,
  [COLOR]: 3,
  [PALETTE]: 1,
  [GREY_ALPHA]: 2,
  [COLOR_ALPHA]: 4,
};
const NAMES: Readonly<Record<number, string>> = {
  [GREY]: "grey",
  [COLOR]: "colour",
  [PALETTE]: "palette",
  [GREY_ALPHA]: "grey with transparency",
  [COLOR_ALPHA]: "colour with transparency",
};
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  [GREY]: [1, 2, 4, 8, 16],
  [COLOR]: [8, 16],
  [PALETTE]: [1, 2, 4, 8],
  [GREY_ALPHA]: [8, 16],
  [COLOR_ALPHA]: [8, 16],
};

interface Header {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly kind: number;
  readonly isInterlaced: boolean;
}

async function headerOf(source: ByteSource): Promise<Header> {
  const fields = fieldsOf(await headOf(source, 33), false);
  if (fields.length < 33 || fields.text(12, 4) !== "IHDR")
    refuse("This PNG has no header. It was cut off, or is damaged; save it again.");
  const [width, height, bits, kind] = [fields.u32(16), fields.u32(20), fields.u8(24), fields.u8(25)];
  if (!DEPTHS[kind]?.includes(bits))
    refuse(
      `Its header says colour type ${kind} with ${bits} bits, which PNG does not know. The file is damaged; save it again.`,
    );
  return { width, height, bits, kind, isInterlaced: fields.u8(28) === 1 };
}

async function decodePng(source: ByteSource): Promise<ReturnType<typeof decode>> {
  const { decode: read } = await import("fast-png");
  try {
    return read((await source.read(0, source.size)).slice(), { checkCrc: true });
  } catch (error) {
    return refuse(
      `This PNG cannot be read (${error instanceof Error ? error.message : String(error)}). It is damaged or was cut off; saving it again would work.`,
    );
  }
}

/** Pixels in C order, little-endian. */
async function pixelsOf(source: ByteSource, header: Header): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, bits, kind, isInterlaced } = header;
  // fast-png takes the passes of less than 8 bits for wider ones.
  const samples =
    isInterlaced && bits < 8 ? await decodeInterlaced(source, header) : samplesOf(await decodePng(source));
  if (kind !== GREY || bits === 1 || bits >= 8) return samples;
  const spread = 255 / ((1 << bits) - 1);
  for (let index = 0; index < width * height; index++) samples[index]! *= spread;
  return samples;
}

function samplesOf({ data, depth, width, height }: ReturnType<typeof decode>): Uint8Array<ArrayBuffer> {
  if (depth >= 8) return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  const rowBytes = Math.ceil((width * depth) / 8);
  const samples = new Uint8Array(width * height);
  for (let index = 0; index < samples.length; index++) {
    const [row, column] = [Math.floor(index / width), index % width];
    samples[index] = sampleAt(data as Uint8Array, row * rowBytes, column, depth);
  }
  return samples;
}

/** Chunks in which a note is looked for; one of Cristae is among the first. */
const MOST_CHUNKS = 32;

/** The classes of a mask of Cristae, in a tEXt chunk: keyword, a zero, Latin-1. */
async function notesOf(source: ByteSource): Promise<Pick<ReadableArray, "maskClasses">> {
  let count = 0;
  for await (const { type, read } of chunksOf(source)) {
    if (count++ > MOST_CHUNKS) break;
    if (type !== "tEXt") continue;
    const [keyword, note = ""] = new TextDecoder("latin1").decode(await read()).split("\0");
    const maskClasses = keyword === MASK_CLASSES_KEY ? parseMaskClasses(note) : undefined;
    if (maskClasses) return { maskClasses };
  }
  return {};
}

/** Colours of the palette, 0xrrggbb; none where it is missing, which decoding tells. */
async function paletteOf(source: ByteSource): Promise<readonly number[]> {
  for await (const { type, read } of chunksOf(source)) {
    if (type !== "PLTE") continue;
    const bytes = await read();
    return Array.from(
      { length: Math.floor(bytes.length / 3) },
      (_, index) => (bytes[3 * index]! << 16) | (bytes[3 * index + 1]! << 8) | bytes[3 * index + 2]!,
    );
  }
  return [];
}
