import { elementCount, wholeBox } from "../../../core/image/boxes.ts";
import type { ElementType } from "../../../core/image/elements.ts";
import type { ByteSource, ReadableArray, SourceFolder } from "../../../core/image/format.ts";
import { namedAxes } from "../reading/axes.ts";
import { checkShape, refuse } from "../reading/refuse.ts";
import { memorySource } from "../reading/sources.ts";
import { fillBytes } from "./fill.ts";
import { gridReader } from "./grid.ts";
import { listOf, numbersOf, recordOf, textOf, type Json } from "./json.ts";
import { openShard, type Shard } from "./shards.ts";
import { chunkDecoder, type NamedCodec } from "./zarr3Codecs.ts";
import { noteMissing } from "./zarr2.ts";

const TYPES: readonly ElementType[] = [
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "uint64",
  "int64",
  "float16",
  "float32",
  "float64",
  "complex64",
  "complex128",
];

/** An array of Zarr v3, by its zarr.json. Throws StudioError "UnreadableFile" naming a type, grid or codec that is not known. */
export function openZarr3(folder: SourceFolder, metadata: Json, name: string): ReadableArray {
  const called = name || folder.name;
  const shape = numbersOf(metadata.shape);
  const type = textOf(metadata.data_type);
  const dtype =
    type === "bool"
      ? "uint8"
      : (TYPES.find((each) => each === type) ??
        refuse(`The array ${called} is of type ${type}; whole and real numbers can be opened.`));
  const grid = recordOf(metadata.chunk_grid);
  if (grid.name !== "regular")
    refuse(`The chunks of ${called} form a grid of kind "${textOf(grid.name)}"; regular grids can be opened.`);
  const outer = numbersOf(recordOf(grid.configuration).chunk_shape);
  if (shape.length === 0) refuse(`The array ${called} holds a single number, not a stack. Choose another array.`);
  if (outer.length !== shape.length)
    refuse(`The array ${called} has ${shape.length} axes and chunks of ${outer.length}. Its zarr.json is damaged.`);
  checkShape(shape, dtype);
  checkShape(outer, dtype);
  const codecs = codecsOf(metadata.codecs);
  const warnings: string[] = [];
  const missing = (key: string) => {
    noteMissing(warnings, key, metadata.fill_value);
    return null;
  };
  const file = (index: readonly number[]) => folder.file(keyOf(metadata, index));
  const fill = fillBytes(metadata.fill_value, dtype);
  const shard = shardingOf(codecs);
  const stored = { dtype, fill, missing: (index: readonly number[]) => missing(keyOf(metadata, index)) };
  const reader = gridReader({
    dtype,
    fill,
    ...(shard
      ? shardedChunks(file, shard, { ...stored, outer })
      : { chunkShape: outer, chunk: wholeChunks(file, codecs, { ...stored, outer }) }),
  });
  return {
    name,
    shape,
    axes: axesOf(metadata, shape.length),
    dtype,
    voxelSizeNm: null,
    description: `Zarr, ${shape.join(" × ")}, ${dtype}`,
    warnings,
    read: reader,
  };
}

export const codecsOf = (value: unknown): readonly NamedCodec[] =>
  listOf(value).map((each) =>
    typeof each === "string"
      ? { name: each, configuration: {} }
      : { name: textOf(recordOf(each).name), configuration: recordOf(recordOf(each).configuration) },
  );

function axesOf(metadata: Json, rank: number): string {
  const names = listOf(metadata.dimension_names).map((name) =>
    name === null ? "" : textOf(name).charAt(0).toLowerCase(),
  );
  return names.length === rank && new Set(names).size === rank && names.every((name) => /[a-z]/.test(name))
    ? names.join("")
    : namedAxes(rank);
}

/** "c/0/1/2", or "0.1.2" with the encoding of v2. */
function keyOf(metadata: Json, index: readonly number[]): string {
  const encoding = recordOf(metadata.chunk_key_encoding);
  const isV2 = encoding.name === "v2";
  const separator = recordOf(encoding.configuration).separator ?? (isV2 ? "." : "/");
  return (isV2 ? index : ["c", ...index]).join(textOf(separator));
}

type FileOf = (index: readonly number[]) => Promise<ByteSource | null>;

interface Chunks {
  /** Shape of a whole chunk, which may be a shard of smaller ones. */
  readonly outer: readonly number[];
  readonly dtype: ElementType;
  readonly fill: Uint8Array;
  readonly missing: (index: readonly number[]) => null;
}

/** The settings of shards; null where chunks are whole. Throws StudioError "UnreadableFile" for shards that other codecs are around. */
function shardingOf(codecs: readonly NamedCodec[]): Json | null {
  if (codecs.length > 1 && codecs.some(({ name }) => name === "sharding_indexed"))
    refuse("It has shards inside of other codecs, which is not known here. Save it with shards alone.");
  return codecs[0]?.name === "sharding_indexed" ? codecs[0].configuration : null;
}

/** Undoes the codecs of a chunk that is held in memory; one that is a shard itself is put together of its own chunks. */
function decoderOf(
  codecs: readonly NamedCodec[],
  chunks: Chunks,
): (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>> {
  const { outer, dtype, fill } = chunks;
  const shard = shardingOf(codecs);
  if (!shard) return chunkDecoder(codecs, outer, dtype);
  return (data) =>
    gridReader({
      dtype,
      fill,
      ...shardedChunks(() => Promise.resolve(memorySource("shard", data)), shard, { ...chunks, missing: () => null }),
    })(wholeBox(outer));
}

function wholeChunks(file: FileOf, codecs: readonly NamedCodec[], chunks: Chunks) {
  const decode = decoderOf(codecs, chunks);
  return async (index: readonly number[]) => {
    const source = await file(index);
    return source ? decode(await source.read(0, source.size)) : chunks.missing(index);
  };
}

/** The inner chunks of shards as a grid of their own; each shard's index is read once. */
function shardedChunks(file: FileOf, shard: Json, chunks: Chunks) {
  const { outer, dtype, missing } = chunks;
  const chunkShape = numbersOf(shard.chunk_shape);
  const counts = outer.map((extent, axis) => extent / chunkShape[axis]!);
  if (chunkShape.length !== outer.length || counts.some((count) => !Number.isInteger(count)))
    refuse(
      `Its shards of ${outer.join(" × ")} are not made of whole chunks of ${chunkShape.join(" × ")}. Its zarr.json is damaged.`,
    );
  checkShape(counts, dtype);
  const decode = decoderOf(codecsOf(shard.codecs), { ...chunks, outer: chunkShape });
  const opened = new Map<string, Promise<Shard | null>>();
  const shardAt = (index: readonly number[]) => {
    const key = index.join();
    const found =
      opened.get(key) ??
      file(index).then(
        (source) =>
          source &&
          openShard(source, elementCount(counts), {
            codecs: codecsOf(shard.index_codecs),
            isAtStart: shard.index_location === "start",
          }),
      );
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
