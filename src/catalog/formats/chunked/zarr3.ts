import { elementCount } from "../../../core/image/boxes.ts";
import type { ElementType } from "../../../core/image/elements.ts";
import type { ByteSource, ReadableArray, SourceFolder } from "../../../core/image/format.ts";
import { namedAxes } from "../reading/axes.ts";
import { checkShape, refuse } from "../reading/refuse.ts";
import { fillBytes } from "./fill.ts";
import { gridReader } from "./grid.ts";
import { listOf, numbersOf, recordOf, textOf, type Json } from "./json.ts";
import { openShard, type Shard } from "./shards.ts";
import { chunkDecoder, type NamedCodec } from "./zarr3Codecs.ts";
import { noteMissing } from "./zarr2.ts";

const TYPES: readonly ElementType[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float16", "float32", "float64", "complex64", "complex128"];

/** An array of Zarr v3, by its zarr.json. Throws StudioError "UnreadableFile" naming a type, grid or codec that is not known. */
export function openZarr3(folder: SourceFolder, metadata: Json, name: string): ReadableArray {
  const called = name || folder.name;
  const shape = numbersOf(metadata.shape);
  const type = textOf(metadata.data_type);
  const dtype = type === "bool" ? "uint8" : (TYPES.find((each) => each === type) ?? refuse(`The array ${called} is of type ${type}; whole and real numbers can be opened.`));
  const grid = recordOf(metadata.chunk_grid);
  if (grid.name !== "regular") refuse(`The chunks of ${called} form a grid of kind "${textOf(grid.name)}"; regular grids can be opened.`);
  const outer = numbersOf(recordOf(grid.configuration).chunk_shape);
  if (shape.length === 0) refuse(`The array ${called} holds a single number, not a stack. Choose another array.`);
  if (outer.length !== shape.length) refuse(`The array ${called} has ${shape.length} axes and chunks of ${outer.length}. Its zarr.json is damaged.`);
  checkShape(shape, dtype);
  checkShape(outer, dtype);
  const codecs = codecsOf(metadata.codecs);
  const warnings: string[] = [];
  const missing = (key: string) => {
    noteMissing(warnings, key, metadata.fill_value);
    return null;
  };
  const file = (index: readonly number[]) => folder.file(keyOf(metadata, index));
  const shard = codecs[0]?.name === "sharding_indexed" ? codecs[0].configuration : null;
  if (codecs.length > 1 && codecs.some((codec) => codec.name === "sharding_indexed")) refuse(`The array ${called} has shards inside of other codecs, which is not known here.`);
  const fill = fillBytes(metadata.fill_value, dtype);
  const reader = shard ? gridReader({ dtype, fill, ...shardedChunks(file, { shard, outer, dtype, missing: (index) => missing(keyOf(metadata, index)) }) }) : gridReader({ chunkShape: outer, dtype, fill, chunk: wholeChunks(file, codecs, { chunkShape: outer, dtype, missing: (index) => missing(keyOf(metadata, index)) }) });
  return { name, shape, axes: axesOf(metadata, shape.length), dtype, voxelSizeNm: null, description: `Zarr, ${shape.join(" × ")}, ${dtype}`, warnings, read: reader };
}

export const codecsOf = (value: unknown): readonly NamedCodec[] => listOf(value).map((each) => (typeof each === "string" ? { name: each, configuration: {} } : { name: textOf(recordOf(each).name), configuration: recordOf(recordOf(each).configuration) }));

function axesOf(metadata: Json, rank: number): string {
  const names = listOf(metadata.dimension_names).map((name) => textOf(name).charAt(0).toLowerCase());
  return names.length === rank && new Set(names).size === rank && names.every((name) => /[a-z]/.test(name)) ? names.join("") : namedAxes(rank);
}

/** "c/0/1/2", or "0.1.2" with the encoding of v2. */
function keyOf(metadata: Json, index: readonly number[]): string {
  const encoding = recordOf(metadata.chunk_key_encoding);
  const isV2 = encoding.name === "v2";
  const separator = recordOf(encoding.configuration).separator ?? (isV2 ? "." : "/");
  return (isV2 ? index : ["c", ...index]).join(textOf(separator));
}

interface Chunks {
  readonly chunkShape: readonly number[];
  readonly dtype: ElementType;
  readonly missing: (index: readonly number[]) => null;
}

function wholeChunks(file: (index: readonly number[]) => Promise<ByteSource | null>, codecs: readonly NamedCodec[], { chunkShape, dtype, missing }: Chunks) {
  const decode = chunkDecoder(codecs, chunkShape, dtype);
  return async (index: readonly number[]) => {
    const source = await file(index);
    return source ? decode(await source.read(0, source.size)) : missing(index);
  };
}

interface Shards {
  readonly shard: Json;
  readonly outer: readonly number[];
  readonly dtype: ElementType;
  readonly missing: (index: readonly number[]) => null;
}

/** The inner chunks of shards as a grid of their own; each shard's index is read once. */
function shardedChunks(file: (index: readonly number[]) => Promise<ByteSource | null>, { shard, outer, dtype, missing }: Shards) {
  const chunkShape = numbersOf(shard.chunk_shape);
  const counts = outer.map((extent, axis) => extent / chunkShape[axis]!);
  if (chunkShape.length !== outer.length || counts.some((count) => !Number.isInteger(count))) refuse(`Its shards of ${outer.join(" × ")} are not made of whole chunks of ${chunkShape.join(" × ")}. Its zarr.json is damaged.`);
  checkShape(counts, dtype);
  const decode = chunkDecoder(codecsOf(shard.codecs), chunkShape, dtype);
  const opened = new Map<string, Promise<Shard | null>>();
  const shardAt = (index: readonly number[]) => {
    const key = index.join();
    const found = opened.get(key) ?? file(index).then((source) => source && openShard(source, elementCount(counts), { codecs: codecsOf(shard.index_codecs), isAtStart: shard.index_location === "start" }));
    opened.set(key, found);
    return found;
  };
  const chunk = async (index: readonly number[]) => {
    const place = index.map((at, axis) => Math.floor(at / counts[axis]!));
    const found = await shardAt(place);
    if (!found) return missing(place);
    const inner = index.reduce((sum, at, axis) => sum * counts[axis]! + (at % counts[axis]!), 0);
    const bytes = await found.chunk(inner);
    return bytes && decode(bytes);
  };
  return { chunkShape, chunk };
}

