import { elementCount, transposed } from "../../../core/image/boxes.ts";
import { ELEMENT_BYTES, swapBytes, type ElementType } from "../../../core/image/elements.ts";
import { crc32c } from "../reading/checksums.ts";
import { CODEC_NAMES, unpackChunk } from "../reading/codecs.ts";
import { fieldsOf } from "../reading/fields.ts";
import { refuse } from "../reading/refuse.ts";
import { numbersOf, type Json } from "./json.ts";

export interface NamedCodec {
  readonly name: string;
  readonly configuration: Json;
}

type Decode = (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>;

/** What undoes a chain of codecs of Zarr v3: a transpose, "bytes", then compressions and checksums. Throws StudioError "UnreadableFile" naming a codec that is not known. */
export function chunkDecoder(codecs: readonly NamedCodec[], chunkShape: readonly number[], dtype: ElementType): Decode {
  const known = ["transpose", "bytes", "crc32c", ...CODEC_NAMES];
  const unknown = codecs.find(({ name }) => !known.includes(name));
  if (unknown)
    refuse(
      `Its chunks are encoded with "${unknown.name}"; ${known.join(", ")} can be opened. Save it with one of these.`,
    );
  const [size, bytes] = [ELEMENT_BYTES[dtype], elementCount(chunkShape) * ELEMENT_BYTES[dtype]];
  const packing = codecs.filter(({ name }) => name !== "transpose" && name !== "bytes");
  if (packing.filter(({ name }) => name !== "crc32c").length > 1)
    refuse(
      `Its chunks are compressed several times (${packing.map(({ name }) => name).join(", ")}), which is not known here.`,
    );
  const isBig = codecs.find(({ name }) => name === "bytes")?.configuration.endian === "big";
  const order = codecs
    .filter(({ name }) => name === "transpose")
    .map(({ configuration }) => numbersOf(configuration.order))
    .reduce(
      (sum, next) => next.map((axis) => sum[axis]!),
      chunkShape.map((_, axis) => axis),
    );
  if (
    order.length !== chunkShape.length ||
    new Set(order).size !== order.length ||
    order.some((axis) => chunkShape[axis] === undefined)
  )
    refuse(`Its chunks are transposed by ${order.join(", ")}, which does not go with ${chunkShape.length} axes.`);
  const storedShape = order.map((axis) => chunkShape[axis]!);
  const back = order.map((_, axis) => order.indexOf(axis));
  return async (data) => {
    let content = data;
    for (const { name } of packing.toReversed())
      content = name === "crc32c" ? withoutSum(content) : await unpackChunk(name, content, bytes);
    if (content.length !== bytes)
      refuse(`A chunk has ${content.length} bytes instead of ${bytes}. It was cut off; copy it again.`);
    if (isBig) {
      content = content.slice();
      swapBytes(content, dtype.startsWith("complex") ? size / 2 : size);
    }
    return transposed(content, storedShape, back, size);
  };
}

function withoutSum(data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const content = data.subarray(0, -4);
  return data.length >= 4 && crc32c(content) === fieldsOf(data, true).u32(data.length - 4)
    ? content
    : refuse("A chunk is damaged: its checksum is wrong. Copy the folder again.");
}
