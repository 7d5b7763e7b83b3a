import { elementCount, transposed } from "../../../core/image/boxes.ts";
import { ELEMENT_BYTES, swapBytes, type ElementType } from "../../../core/image/elements.ts";
import type { ReadableArray, SourceFolder } from "../../../core/image/format.ts";
import { namedAxes } from "../reading/axes.ts";
import { CODEC_NAMES, unpackChunk } from "../reading/codecs.ts";
import { checkShape, refuse } from "../reading/refuse.ts";
import { fillBytes } from "./fill.ts";
import { filterChain } from "./zarrFilters.ts";
import { gridReader } from "./grid.ts";
import { listOf, numbersOf, recordOf, textOf, type Json } from "./json.ts";

const KINDS: Readonly<Record<string, ElementType>> = {
  b1: "uint8",
  u1: "uint8",
  i1: "int8",
  u2: "uint16",
  i2: "int16",
  u4: "uint32",
  i4: "int32",
  u8: "uint64",
  i8: "int64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
  c8: "complex64",
  c16: "complex128",
};

/** An array of Zarr v2, by its .zarray, with the filters of numcodecs. Throws StudioError "UnreadableFile" naming a type, codec or filter that is not known. */
export function openZarr2(folder: SourceFolder, metadata: Json, name: string): ReadableArray {
  const [shape, chunkShape] = [numbersOf(metadata.shape), numbersOf(metadata.chunks)];
  const code = textOf(metadata.dtype);
  const dtype =
    KINDS[code.slice(1)] ??
    refuse(`The array ${name || folder.name} is of type ${code}; whole and real numbers can be opened.`);
  if (shape.length === 0)
    refuse(`The array ${name || folder.name} holds a single number, not a stack. Choose another array.`);
  if (shape.length !== chunkShape.length)
    refuse(
      `The array ${name || folder.name} has ${shape.length} axes and chunks of ${chunkShape.length}. Its .zarray is damaged.`,
    );
  checkShape(shape, dtype);
  checkShape(chunkShape, dtype);
  const filters = filterChain(listOf(metadata.filters), elementCount(chunkShape), code, name || folder.name);
  const codec = metadata.compressor ? textOf(recordOf(metadata.compressor).id) : null;
  if (codec && !CODEC_NAMES.includes(codec))
    refuse(
      `The array ${name || folder.name} is compressed with "${codec}"; ${CODEC_NAMES.join(", ")} can be opened. Save it with one of these.`,
    );
  const separator = metadata.dimension_separator === "/" ? "/" : ".";
  const size = ELEMENT_BYTES[dtype];
  const bytes = filters.encodedBytes;
  const isFortran = metadata.order === "F";
  const warnings: string[] = [];
  const chunk = async (index: readonly number[]) => {
    const key = index.join(separator);
    const file = await folder.file(key);
    if (!file) {
      noteMissing(warnings, key, metadata.fill_value);
      return null;
    }
    const packed = await file.read(0, file.size);
    const encoded = codec
      ? await unpackChunk(codec, packed, bytes)
      : packed.length === bytes
        ? packed.slice()
        : refuse(`Chunk ${key} has ${packed.length} bytes instead of ${bytes}. It was cut off; copy the folder again.`);
    const content = filters.undo(encoded);
    if (code.startsWith(">")) swapBytes(content, dtype.startsWith("complex") ? size / 2 : size);
    return isFortran
      ? transposed(
          content,
          chunkShape.toReversed(),
          chunkShape.map((_, axis) => chunkShape.length - 1 - axis),
          size,
        )
      : content;
  };
  return {
    name,
    shape,
    axes: namedAxes(shape.length),
    dtype,
    voxelSizeNm: null,
    description: `Zarr, ${shape.join(" × ")}, ${dtype}`,
    warnings,
    read: gridReader({ chunkShape, dtype, chunk, fill: fillBytes(metadata.fill_value, dtype) }),
  };
}

/** By the specification a missing chunk stands for the fill value; a copy that was interrupted looks the same. */
export function noteMissing(warnings: string[], key: string, fill: unknown): void {
  if (warnings.length > 0) return;
  warnings.push(
    `Chunk ${key}, and perhaps others, is not there and reads as ${textOf(fill ?? 0)}. That is how empty regions are stored; after an interrupted copy it would be lost data.`,
  );
}
