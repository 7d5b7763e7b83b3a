import { copyBox } from "../../../core/image/boxes.ts";
import { ELEMENT_BYTES } from "../../../core/image/elements.ts";
import type { ByteSource } from "../../../core/image/format.ts";
import { unzlibbed } from "../reading/deflate.ts";
import { checkPiece, MOST_DEFLATE_RATIO, refuse } from "../reading/refuse.ts";
import { TAG } from "./directory.ts";
import { unpackLzw } from "./lzw.ts";
import { unpackBits } from "./packBits.ts";
import { pageBytes, type Page } from "./page.ts";
import { undoPredictor } from "./predictor.ts";

interface Compression {
  /** Bytes that one compressed byte may at most stand for. */
  readonly mostRatio: number;
  readonly unpack: (
    data: Uint8Array<ArrayBuffer>,
    size: number,
  ) => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
}

const DEFLATE: Compression = { mostRatio: MOST_DEFLATE_RATIO, unpack: unzlibbed };
export const UNCOMPRESSED = 1;

const COMPRESSIONS: Readonly<Record<number, Compression>> = {
  [UNCOMPRESSED]: {
    mostRatio: 1,
    unpack: (data, size) =>
      data.length >= size
        ? data.subarray(0, size)
        : refuse(`A strip of ${size} bytes has only ${data.length} in the file. It was cut off, or is damaged.`),
  },
  5: { mostRatio: 4096, unpack: unpackLzw },
  8: DEFLATE,
  32946: DEFLATE,
  32773: { mostRatio: 64, unpack: unpackBits },
  50000: { mostRatio: 2 ** 17, unpack: unpackZstd },
};

const REFUSED: Readonly<Record<number, string>> = {
  2: "CCITT fax",
  3: "CCITT fax (group 3)",
  4: "CCITT fax (group 4)",
  6: "old-style JPEG",
  7: "JPEG, which changes values",
  32809: "ThunderScan",
  34661: "JBIG",
  34712: "JPEG 2000",
  34887: "LERC",
  34925: "LZMA",
  50001: "WebP",
  50002: "JPEG XL",
  33003: "JPEG 2000",
  33005: "JPEG 2000",
};

async function unpackZstd(data: Uint8Array<ArrayBuffer>, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const { unpackChunk } = await import("../reading/codecs.ts");
  return unpackChunk("zstd", data, size);
}

/** Throws StudioError "UnreadableFile" naming a compression or a predictor that is not known. */
export function checkCompression({ compression, predictor, bits, dtype }: Page): void {
  if (!COMPRESSIONS[compression])
    refuse(
      `Its compression is ${REFUSED[compression] ?? `number ${compression}`}; uncompressed, LZW, deflate, PackBits and zstd can be opened. Save it without compression.`,
    );
  if (![1, 2, 3].includes(predictor))
    refuse(`Its predictor is number ${predictor}; 1, 2 and 3 can be opened. Save it without a predictor.`);
  if ((predictor === 2 && bits % 8 !== 0) || (predictor === 3 && !dtype.startsWith("float")))
    refuse(`Its predictor ${predictor} does not go with ${bits}-bit ${dtype} pixels. The header is damaged.`);
}

/** The pixels of one page in C order, little-endian: [height, width, samples], or [samples, height, width] where they are planar. */
export async function readPixels(source: ByteSource, page: Page): Promise<Uint8Array<ArrayBuffer>> {
  checkCompression(page);
  const { width, height, blockWidth, blockHeight, isPlanar, samples, isTiled } = page;
  const size = ELEMENT_BYTES[page.dtype];
  const [across, down, planes, inPixel] = [
    Math.ceil(width / blockWidth),
    Math.ceil(height / blockHeight),
    isPlanar ? samples : 1,
    isPlanar ? 1 : samples,
  ];
  const blocks = await blockPlaces(source, page, across * down * planes);
  checkPiece(pageBytes(page), "One page");
  const frame = new Uint8Array(pageBytes(page));
  for (const [index, block] of blocks.entries()) {
    if (isEmpty(block)) continue;
    const [plane, row, column] = [
      Math.floor(index / (across * down)),
      Math.floor((index % (across * down)) / across),
      index % across,
    ];
    const [rows, columns] = [
      Math.min(blockHeight, height - row * blockHeight),
      Math.min(blockWidth, width - column * blockWidth),
    ];
    const decoded = await readBlock(source, page, { ...block, rows: isTiled ? blockHeight : rows });
    copyBox({
      from: decoded,
      fromShape: [isTiled ? blockHeight : rows, blockWidth, inPixel],
      fromStart: [0, 0, 0],
      to: frame.subarray(plane * width * height * size),
      toShape: [height, width, inPixel],
      toStart: [row * blockHeight, column * blockWidth, 0],
      extent: [rows, columns, inPixel],
      elementBytes: size,
    });
  }
  return frame;
}

interface Block {
  readonly at: number;
  readonly bytes: number;
}

/** Sparse files leave out blocks that are all zero. */
const isEmpty = ({ at, bytes }: Block): boolean => at === 0 && bytes === 0;

/** Where the strips or tiles lie. Throws before anything is allocated where they cannot hold the page. */
async function blockPlaces(source: ByteSource, page: Page, count: number): Promise<readonly Block[]> {
  const [offsetTag, bytesTag] =
    page.isTiled && page.directory.has(TAG.tileOffsets)
      ? [TAG.tileOffsets, TAG.tileBytes]
      : [TAG.stripOffsets, TAG.stripBytes];
  const there = page.directory.countOf(offsetTag);
  if (there < count)
    refuse(
      `Its ${page.height} rows need ${count} ${page.isTiled ? "tiles" : "strips"}, but the page lists ${there}. The file was cut off, or its header is damaged.`,
    );
  const offsets = await page.directory.some(offsetTag, 0, count);
  const stated = await page.directory.some(bytesTag, 0, Math.min(count, page.directory.countOf(bytesTag)));
  const blocks = offsets.map((at, index) => ({ at, bytes: stated[index] ?? missingLength(source, page, at, count) }));
  let sum = 0;
  for (const { at, bytes } of blocks) {
    if (at + bytes > source.size)
      refuse(
        `A ${page.isTiled ? "tile" : "strip"} should lie at bytes ${at} to ${at + bytes}, but the file has ${source.size}. It was cut off; download or save it again.`,
      );
    sum += bytes;
  }
  const stored = blocks.filter((block) => !isEmpty(block)).length / count;
  const needed = (page.width * page.height * page.samples * page.bits * stored) / 8;
  if (stored === 0) refuse("None of its pixels are stored in the file. Save it again.");
  if (needed > (sum + 64 * count) * COMPRESSIONS[page.compression]!.mostRatio)
    refuse(
      `Its header says ${page.width} × ${page.height} pixels, which cannot be in ${sum} compressed bytes. The file was cut off, or its header is damaged.`,
    );
  return blocks;
}

/** Some writers leave the lengths out where there is one strip. */
function missingLength(source: ByteSource, page: Page, at: number, count: number): number {
  if (count > 1 || page.compression !== UNCOMPRESSED)
    return count > 1 ? refuse("The page does not say how long its strips are. Save it again.") : source.size - at;
  return Math.ceil((page.width * page.samples * page.bits) / 8) * page.height;
}

async function readBlock(
  source: ByteSource,
  page: Page,
  { at, bytes, rows }: Block & { readonly rows: number },
): Promise<Uint8Array> {
  const { bits, isPlanar, blockWidth, blockHeight, compression, predictor, directory } = page;
  const samples = isPlanar ? 1 : page.samples;
  const rowBytes = Math.ceil((blockWidth * samples * bits) / 8);
  const raw = await source.read(at, bytes);
  const data = page.isBitReversed ? raw.map((byte) => REVERSED[byte]!) : raw;
  const unpacked = await unpack(COMPRESSIONS[compression]!, data, [rows * rowBytes, blockHeight * rowBytes]);
  const size = ELEMENT_BYTES[page.dtype];
  if (bits !== size * 8) return spread(unpacked, { bits, rows, width: blockWidth * samples, size });
  // Predictors work in place; the bytes may still be those of the source.
  const own = unpacked.buffer === raw.buffer || unpacked.byteOffset % size !== 0 ? unpacked.slice() : unpacked;
  undoPredictor(own, predictor, {
    width: blockWidth,
    samples,
    size: page.dtype.startsWith("complex") ? size / 2 : size,
    isLittleEndian: directory.isLittleEndian,
  });
  return own;
}

/** Unpacks to what is needed; some writers fill up the last strip. */
async function unpack(
  { mostRatio, unpack: work }: Compression,
  data: Uint8Array<ArrayBuffer>,
  [size, full]: readonly [number, number],
): Promise<Uint8Array<ArrayBuffer>> {
  if (size > (data.length + 64) * mostRatio)
    refuse(
      `A strip of ${size} bytes cannot be in ${data.length} compressed ones. The file was cut off, or its header is damaged.`,
    );
  checkPiece(full, "A strip or tile");
  try {
    return await work(data, size);
  } catch (error) {
    if (full === size || full > (data.length + 64) * mostRatio) throw error;
    return (await work(data, full)).subarray(0, size);
  }
}

const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) =>
  Array.from({ length: 8 }, (_unused, bit) => ((byte >> bit) & 1) << (7 - bit)).reduce((sum, part) => sum | part, 0),
);

interface Packed {
  readonly bits: number;
  readonly rows: number;
  /** Samples of a row; every row begins on a byte. */
  readonly width: number;
  readonly size: number;
}

/** Samples of 1 to 15 bits, packed from the high bit on, in elements of their own. */
function spread(data: Uint8Array, { bits, rows, width, size }: Packed): Uint8Array {
  const rowBytes = Math.ceil((width * bits) / 8);
  const result = size === 1 ? new Uint8Array(rows * width) : new Uint16Array(rows * width);
  for (let row = 0; row < rows; row++) {
    let [at, held, count] = [row * rowBytes, 0, 0];
    for (let column = 0; column < width; column++) {
      while (count < bits) {
        held = ((held << 8) | data[at++]!) & 0xffffff;
        count += 8;
      }
      count -= bits;
      result[row * width + column] = (held >> count) & ((1 << bits) - 1);
    }
  }
  return new Uint8Array(result.buffer);
}
