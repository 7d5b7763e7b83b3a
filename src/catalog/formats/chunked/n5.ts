import { elementCount } from "../../../core/image/boxes.ts";
import { copyBox } from "../../../core/image/boxes.ts";
import { ELEMENT_BYTES, swapBytes, type ElementType } from "../../../core/image/elements.ts";
import type { FolderFormat, ReadableArray, SourceFolder } from "../../../core/image/format.ts";
import { namedAxes } from "../reading/axes.ts";
import { noteMissing } from "./zarr2.ts";
import { unpackChunk } from "../reading/codecs.ts";
import { fieldsOf } from "../reading/fields.ts";
import { checkShape, refuse } from "../reading/refuse.ts";
import { attributedSize } from "../reading/voxelSize.ts";
import { unreadableArray } from "../reading/unreadable.ts";
import { gridReader } from "./grid.ts";
import { numbersOf, readJson, recordOf, textOf, type Json } from "./json.ts";

const ATTRIBUTES = "attributes.json";

/** N5 (github.com/saalfeldlab/n5). Its attributes name x first; arrays are given here slowest axis first, as elsewhere. */
export default {
  id: "n5",
  label: "N5",
  extensions: ["n5"],
  marks: [ATTRIBUTES],
  async open(folder) {
    const paths = (folder.paths ?? [ATTRIBUTES]).filter(
      (path) => path === ATTRIBUTES || path.endsWith(`/${ATTRIBUTES}`),
    );
    const arrays: ReadableArray[] = [];
    const isAlone = paths.length === 1;
    for (const path of paths.sort()) {
      const name = path.slice(0, -ATTRIBUTES.length - 1);
      const attributes = recordOf(await readJson(folder, path));
      if (attributes.dimensions !== undefined)
        arrays.push(isAlone ? arrayOf(folder, name, attributes) : arrayOrReason(folder, name, attributes));
    }
    if (arrays.length > 0 && arrays.every(({ refusal }) => refusal !== undefined)) refuse(arrays[0]!.refusal!);
    return arrays.length > 0
      ? arrays
      : refuse(`The folder ${folder.name} looks like N5 but holds no array. Open the folder that contains it all.`);
  },
} satisfies FolderFormat;

/** One of several: it is listed with the reason where it cannot be read. */
function arrayOrReason(folder: SourceFolder, name: string, attributes: Json): ReadableArray {
  try {
    return arrayOf(folder, name, attributes);
  } catch (error) {
    return unreadableArray(name, "N5", error);
  }
}

const TYPES: readonly ElementType[] = [
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "uint64",
  "int64",
  "float32",
  "float64",
];

function arrayOf(folder: SourceFolder, name: string, attributes: Json): ReadableArray {
  const [dimensions, blockSize] = [numbersOf(attributes.dimensions), numbersOf(attributes.blockSize)];
  const dtype =
    TYPES.find((type) => type === attributes.dataType) ??
    refuse(`The array ${name} is of N5 type "${textOf(attributes.dataType)}"; ${TYPES.join(", ")} can be opened.`);
  const codec = codecOf(attributes);
  const [shape, chunkShape] = [dimensions.toReversed(), blockSize.toReversed()];
  if (chunkShape.length !== shape.length)
    refuse(
      `The array ${name} has ${shape.length} axes but blocks of ${chunkShape.length}. Its attributes.json is damaged.`,
    );
  checkShape(shape, dtype);
  checkShape(chunkShape, dtype);
  const warnings: string[] = [];
  const chunk = async (index: readonly number[]) => {
    const key = [name, ...index.toReversed()].filter((part) => part !== "").join("/");
    const file = await folder.file(key);
    if (!file) noteMissing(warnings, key, 0);
    return file && readBlock(await file.read(0, file.size), { chunkShape, dtype, codec });
  };
  return {
    name,
    shape,
    axes: namedAxes(shape.length),
    dtype,
    voxelSizeNm: attributedSize((attribute) => attributes[attribute], namedAxes(shape.length), true),
    description: `N5, ${shape.join(" × ")}, ${dtype}`,
    warnings,
    read: gridReader({ chunkShape, dtype, chunk, fill: new Uint8Array(ELEMENT_BYTES[dtype]) }),
  };
}

/** "raw" or the name of a compression; versions before 2 wrote it as text. */
function codecOf(attributes: Json): string {
  const compression = attributes.compression ?? attributes.compressionType ?? "raw";
  if (typeof compression === "string") return compression;
  const { type, useZlib } = recordOf(compression) as { type?: unknown; useZlib?: unknown };
  return type === "gzip" && useZlib === true ? "zlib" : textOf(type);
}

interface Block {
  readonly chunkShape: readonly number[];
  readonly dtype: ElementType;
  readonly codec: string;
}

/** A block states its own shape: those at the edges are smaller. Numbers are big-endian. */
async function readBlock(
  bytes: Uint8Array<ArrayBuffer>,
  { chunkShape, dtype, codec }: Block,
): Promise<Uint8Array<ArrayBuffer>> {
  const fields = fieldsOf(bytes, false);
  const [mode, rank] = [fields.u16(0), fields.u16(2)];
  if (mode > 1 || rank !== chunkShape.length)
    refuse(
      `A block of it is of mode ${mode} with ${rank} axes; plain blocks of ${chunkShape.length} axes can be opened.`,
    );
  const shape = Array.from({ length: rank }, (_, axis) => fields.u32(4 + 4 * axis)).reverse();
  if (shape.some((extent, axis) => extent > chunkShape[axis]!))
    refuse(
      `A block of it says that it is ${shape.join(" × ")}, more than the ${chunkShape.join(" × ")} of its array. It is damaged; copy it again.`,
    );
  const size = ELEMENT_BYTES[dtype];
  const start = 4 + 4 * rank + (mode === 1 ? 4 : 0);
  const packed = bytes.subarray(start);
  const length = elementCount(shape) * size;
  if (codec === "raw" && packed.length < length)
    refuse(`A block of ${length} bytes has only ${packed.length}. It was cut off; copy it again.`);
  const content = codec === "raw" ? packed.slice(0, length) : await unpackChunk(codec, packed, length);
  swapBytes(content, size);
  const chunk = new Uint8Array(elementCount(chunkShape) * size);
  const zeros = shape.map(() => 0);
  copyBox({
    from: content,
    fromShape: shape,
    fromStart: zeros,
    to: chunk,
    toShape: chunkShape,
    toStart: zeros,
    extent: shape,
    elementBytes: size,
  });
  return chunk;
}
