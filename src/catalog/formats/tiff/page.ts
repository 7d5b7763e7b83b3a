import { ELEMENT_BYTES, type ElementType } from "../../../core/image/elements.ts";
import { checkShape, refuse } from "../reading/refuse.ts";
import { TAG, type Directory } from "./directory.ts";

/** How the pixels of a page lie in the file. */
export interface Page {
  readonly directory: Directory;
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly bits: number;
  readonly dtype: ElementType;
  /** Samples lie in planes of their own instead of pixel by pixel. */
  readonly isPlanar: boolean;
  readonly compression: number;
  readonly predictor: number;
  readonly photometric: number;
  readonly isBitReversed: boolean;
  readonly isTiled: boolean;
  readonly blockWidth: number;
  readonly blockHeight: number;
  /** Bit 0 reduced, bit 2 a mask. */
  readonly subfileType: number;
}

/** Reads what a directory says of its pixels. Throws StudioError "UnreadableFile" for what contradicts itself or is not known. */
export async function readPage(directory: Directory): Promise<Page> {
  const read = (tag: number, otherwise: number) => directory.number(tag, otherwise);
  const [width, height, samples] = [await read(TAG.width, 0), await read(TAG.height, 0), await read(TAG.samples, 1)];
  const bitCounts = await directory.numbers(TAG.bits);
  const formats = await directory.numbers(TAG.sampleFormat);
  const bits = bitCounts[0] ?? 1;
  if (samples < 1 || samples > 65535) refuse(`Its header says ${samples} samples a pixel. The header is damaged.`);
  if (bitCounts.length > 1 && bitCounts.length !== samples)
    refuse(
      `Its header speaks of ${samples} samples a pixel but gives bits for ${bitCounts.length}. The header is damaged; save it again.`,
    );
  if (bitCounts.some((each) => each !== bits) || formats.some((each) => each !== formats[0]))
    refuse(
      `The samples of its pixels differ in type (${bitCounts.join(", ")} bits). Save it with samples of one type.`,
    );
  const dtype = typeOf(bits, formats[0] ?? 1);
  checkShape([height, width, samples], dtype);
  const isTiled = directory.has(TAG.tileWidth) || directory.has(TAG.tileOffsets);
  const [blockWidth, blockHeight] = isTiled
    ? [await read(TAG.tileWidth, 0), await read(TAG.tileHeight, 0)]
    : [width, Math.min(height, await read(TAG.rowsPerStrip, height))];
  if (blockWidth < 1 || blockHeight < 1)
    refuse(
      `Its header says ${isTiled ? "tiles" : "strips"} of ${blockWidth} × ${blockHeight} pixels. The header is damaged.`,
    );
  return {
    directory,
    width,
    height,
    samples,
    bits,
    dtype,
    isTiled,
    blockWidth,
    blockHeight,
    isPlanar: samples > 1 && (await read(TAG.planar, 1)) === 2,
    compression: await read(TAG.compression, 1),
    predictor: await read(TAG.predictor, 1),
    photometric: await read(TAG.photometric, 1),
    isBitReversed: (await read(TAG.fillOrder, 1)) === 2,
    subfileType: await read(TAG.subfileType, 0),
  };
}

const [UNSIGNED, SIGNED, FLOAT, UNDEFINED, COMPLEX_INTEGER, COMPLEX] = [1, 2, 3, 4, 5, 6];
const WHOLE: Readonly<Record<number, ElementType>> = { 8: "uint8", 16: "uint16", 32: "uint32", 64: "uint64" };
const WITH_SIGN: Readonly<Record<number, ElementType>> = { 8: "int8", 16: "int16", 32: "int32", 64: "int64" };
const REAL: Readonly<Record<number, ElementType>> = { 16: "float16", 32: "float32", 64: "float64" };
const COMPLEXES: Readonly<Record<number, ElementType>> = { 64: "complex64", 128: "complex128" };

function typeOf(bits: number, format: number): ElementType {
  if (format === FLOAT && REAL[bits]) return REAL[bits];
  if (format === SIGNED && WITH_SIGN[bits]) return WITH_SIGN[bits];
  if (format === COMPLEX && COMPLEXES[bits]) return COMPLEXES[bits];
  if (format === UNSIGNED || format === UNDEFINED) {
    if (WHOLE[bits]) return WHOLE[bits];
    if (Number.isInteger(bits) && bits >= 1 && bits < 16) return bits < 8 ? "uint8" : "uint16";
  }
  const kind =
    { [FLOAT]: "floating-point", [SIGNED]: "signed", [COMPLEX]: "complex", [COMPLEX_INTEGER]: "complex" }[format] ??
    "unsigned";
  return refuse(
    `Its pixels are ${kind} numbers of ${bits} bits, which are not known here; 1 to 16, 32 and 64-bit integers and 16, 32 and 64-bit real numbers can be opened.`,
  );
}

/** Bytes of a decoded page. */
export const pageBytes = ({ width, height, samples, dtype }: Page): number =>
  width * height * samples * ELEMENT_BYTES[dtype];

/** Extents of a decoded page, as its pixels follow each other. */
export const frameShapeOf = ({ width, height, samples, isPlanar }: Page): readonly number[] =>
  samples === 1 ? [height, width] : isPlanar ? [samples, height, width] : [height, width, samples];
