import { zlibSync } from "fflate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elementCount, transposed, wholeBox } from "../../../core/image/boxes.ts";
import type { ReadableArray } from "../../../core/image/format.ts";
import { crc32c } from "../reading/checksums.ts";
import { folderOfFiles, memorySource } from "../reading/sources.ts";
import { gridReader } from "./grid.ts";
import { openShard } from "./shards.ts";
import { openZarr2 } from "./zarr2.ts";
import { openZarr3 } from "./zarr3.ts";
import { chunkDecoder, type NamedCodec } from "./zarr3Codecs.ts";

type Files = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

const folderOf = (files: Files) =>
  folderOfFiles("a.zarr", new Map(Object.entries(files).map(([path, bytes]) => [path, new Blob([bytes])])));
const valuesOf = async (array: ReadableArray) => [...(await array.read(wholeBox(array.shape)))];
const codec = (name: string, configuration: NamedCodec["configuration"] = {}): NamedCodec => ({ name, configuration });
const withSum = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
  const sum = new DataView(new ArrayBuffer(4));
  sum.setUint32(0, crc32c(bytes), true);
  return Uint8Array.of(...bytes, ...new Uint8Array(sum.buffer));
};

describe("a grid of chunks", () => {
  test("gives any box as if the array were whole, with the fill value where a chunk is missing", async () => {
    const anyCase = fc
      .array(fc.record({ extent: fc.integer({ min: 1, max: 7 }), chunk: fc.integer({ min: 1, max: 4 }) }), {
        minLength: 1,
        maxLength: 3,
      })
      .chain((axes) =>
        fc.record({
          axes: fc.constant(axes),
          ends: fc.tuple(...axes.map(({ extent }) => fc.tuple(fc.nat(extent - 1), fc.nat(extent - 1)))),
          lacking: fc.nat(3),
        }),
      );
    await fc.assert(
      fc.asyncProperty(anyCase, async ({ axes, ends, lacking }) => {
        const chunkShape = axes.map(({ chunk }) => chunk);
        // The value of a voxel is told by its place, so that one out of place shows.
        const valueAt = (place: readonly number[]) => place.reduce((sum, at) => sum * 7 + at + 1, 0) % 250;
        const isLacking = (index: readonly number[]) =>
          index.reduce((sum, at) => sum + at, 0) % 4 === lacking && lacking > 0;
        const placesOf = (from: readonly number[], extents: readonly number[]) =>
          Array.from({ length: elementCount(extents) }, (_, number) => {
            let rest = number;
            return extents
              .map((extent, axis) => [extent, axis] as const)
              .toReversed()
              .map(([extent, axis]) => {
                const at = rest % extent;
                rest = Math.floor(rest / extent);
                return from[axis]! + at;
              })
              .toReversed();
          });
        const read = gridReader({
          chunkShape,
          dtype: "uint8",
          fill: Uint8Array.of(251),
          chunk: (index) =>
            Promise.resolve(
              isLacking(index)
                ? null
                : Uint8Array.from(
                    placesOf(
                      index.map((at, axis) => at * chunkShape[axis]!),
                      chunkShape,
                    ),
                    valueAt,
                  ),
            ),
        });
        const box = ends.map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) + 1 }));
        const expected = placesOf(
          box.map(({ from }) => from),
          box.map(({ from, to }) => to - from),
        ).map((place) =>
          isLacking(place.map((at, axis) => Math.floor(at / chunkShape[axis]!))) ? 251 : valueAt(place),
        );
        expect([...(await read(box))]).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("reads each chunk once, though slices cross it", async () => {
    const asked: string[] = [];
    const read = gridReader({
      chunkShape: [4, 2],
      dtype: "uint16",
      fill: Uint8Array.of(0, 0),
      chunk: (index) => {
        asked.push(index.join());
        return Promise.resolve(new Uint8Array(16));
      },
    });
    for (let z = 0; z < 8; z++)
      await read([
        { from: z, to: z + 1 },
        { from: 0, to: 3 },
      ]);
    expect(asked).toEqual(["0,0", "0,1", "1,0", "1,1"]);
  });

  test("of chunks that memory would not hold is refused", () =>
    expect(() =>
      gridReader({
        chunkShape: [2 ** 16, 2 ** 16],
        dtype: "uint8",
        fill: Uint8Array.of(0),
        chunk: () => Promise.resolve(null),
      }),
    ).toThrow(/A chunk would unpack to 4\.3 GB at once/));
});

describe("an array of Zarr v2", () => {
  const open = (files: Files, more: object = {}) =>
    openZarr2(
      folderOf(files),
      {
        shape: [2, 3],
        chunks: [2, 3],
        dtype: "|u1",
        compressor: null,
        fill_value: 0,
        order: "C",
        filters: null,
        ...more,
      },
      "raw",
    );

  test("lies in C order, or in Fortran order: 1 to 6 as 2 x 3 are 1 3 5, 2 4 6", async () => {
    const files = { "0.0": Uint8Array.of(1, 2, 3, 4, 5, 6) };
    expect(await valuesOf(open(files))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await valuesOf(open(files, { order: "F" }))).toEqual([1, 3, 5, 2, 4, 6]);
  });

  test("turns numbers of the high byte first round, each part of a complex number alone", async () => {
    const real = open({ "0": Uint8Array.of(1, 2, 3, 4) }, { shape: [2], chunks: [2], dtype: ">u2" });
    expect(await valuesOf(real)).toEqual([2, 1, 4, 3]);
    const pair = open({ "0": Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }, { shape: [1], chunks: [1], dtype: ">c8" });
    expect(await valuesOf(pair)).toEqual([4, 3, 2, 1, 8, 7, 6, 5]);
  });

  test("unpacks its chunks, whose names are joined by a full stop or a slash", async () => {
    const packed = zlibSync(Uint8Array.of(1, 2, 3));
    const compressor = { id: "zlib", level: 1 };
    const files = { "0.0": packed, "1/0": packed };
    expect(await valuesOf(open(files, { chunks: [1, 3], compressor, fill_value: 9 }))).toEqual([1, 2, 3, 9, 9, 9]);
    const nested = open(files, { chunks: [1, 3], compressor, fill_value: 9, dimension_separator: "/" });
    expect(await valuesOf(nested)).toEqual([9, 9, 9, 1, 2, 3]);
    expect(nested.warnings).toEqual([
      "Chunk 0/0, and perhaps others, is not there and reads as 9. That is how empty regions are stored; after an interrupted copy it would be lost data.",
    ]);
  });

  test.each([
    [{ dtype: "<M8[ns]" }, /The array raw is of type <M8\[ns\]/],
    [{ shape: [], chunks: [] }, /holds a single number, not a stack/],
    [{ chunks: [2] }, /has 2 axes and chunks of 1\. Its \.zarray is damaged/],
    [{ shape: [0, 3] }, /0 × 3 voxels, which is no stack/],
    [{ chunks: [0, 3] }, /0 × 3 voxels, which is no stack/],
    [{ compressor: { id: "lzma" } }, /The array raw is compressed with "lzma"/],
  ])("is refused with %j", (more, refusal) => {
    expect(() => open({}, more)).toThrow(refusal);
  });

  test("refuses a chunk that was cut off once it is read", async () => {
    await expect(valuesOf(open({ "0.0": Uint8Array.of(1, 2, 3, 4, 5) }))).rejects.toThrow(
      /Chunk 0\.0 has 5 bytes instead of 6\. It was cut off/,
    );
  });
});

describe("codecs of Zarr v3", () => {
  const bytes = codec("bytes", { endian: "little" });

  test("undo a transpose of any order", async () => {
    const anyOrder = fc
      .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
      .chain((shape) =>
        fc.tuple(fc.constant(shape), fc.shuffledSubarray([...shape.keys()], { minLength: shape.length })),
      );
    await fc.assert(
      fc.asyncProperty(anyOrder, async ([shape, order]) => {
        const plain = Uint8Array.from({ length: 2 * elementCount(shape) }, (_, at) => at);
        const decode = chunkDecoder([codec("transpose", { order }), bytes], shape, "uint16");
        expect(await decode(transposed(plain, shape, order, 2))).toEqual(plain);
      }),
    );
  });

  test("undo one transpose after the other", async () => {
    const [first, second] = [
      [1, 2, 0],
      [0, 2, 1],
    ];
    const plain = Uint8Array.from({ length: 24 }, (_, at) => at);
    const once = transposed(plain, [2, 3, 4], first, 1);
    const twice = transposed(once, [3, 4, 2], second, 1);
    const codecs = [codec("transpose", { order: first }), codec("transpose", { order: second }), bytes];
    expect(await chunkDecoder(codecs, [2, 3, 4], "uint8")(twice)).toEqual(plain);
  });

  test("undo compressions and checksums from the last to the first", async () => {
    const packed = withSum(zlibSync(withSum(Uint8Array.of(1, 2))));
    const single = chunkDecoder([bytes, codec("zlib"), codec("crc32c")], [2], "uint8");
    expect([...(await single(withSum(zlibSync(Uint8Array.of(5, 6)))))]).toEqual([5, 6]);
    packed[3]! ^= 1;
    await expect(single(packed)).rejects.toThrow(/its checksum is wrong\. Copy the folder again/);
    await expect(single(Uint8Array.of(1, 2))).rejects.toThrow(/its checksum is wrong/);
  });

  test("turn the bytes round where they are big-endian, and leave what they were given", async () => {
    const given = Uint8Array.of(1, 2, 3, 4);
    const decode = chunkDecoder([codec("bytes", { endian: "big" })], [2], "uint16");
    expect([...(await decode(given))]).toEqual([2, 1, 4, 3]);
    expect([...given]).toEqual([1, 2, 3, 4]);
  });

  test.each([
    [[bytes, codec("pcodec")], /encoded with "pcodec"; transpose, bytes, crc32c, .* can be opened/],
    [[bytes, codec("zlib"), codec("zstd")], /compressed several times \(zlib, zstd\)/],
    [[codec("transpose", { order: [0] }), bytes], /transposed by 0, which does not go with 2 axes/],
    [[codec("transpose", { order: [1, 1] }), bytes], /transposed by 1, 1/],
    [[codec("transpose", { order: [0, 2] }), bytes], /which does not go with 2 axes/],
  ])("that cannot be are refused before a chunk is read: %j", (codecs, refusal) => {
    expect(() => chunkDecoder(codecs, [2, 3], "uint8")).toThrow(refusal);
  });

  test("refuse a chunk of another length", async () =>
    expect(chunkDecoder([bytes], [2, 3], "uint8")(new Uint8Array(7))).rejects.toThrow(/7 bytes instead of 6/));
});

describe("a shard", () => {
  const EMPTY = 2n ** 64n - 1n;
  /** Offsets and lengths as an index. */
  function indexOf(entries: readonly (readonly [bigint, bigint])[], isLittle = true): Uint8Array<ArrayBuffer> {
    const view = new DataView(new ArrayBuffer(16 * entries.length));
    entries.forEach(([offset, length], at) => {
      view.setBigUint64(16 * at, offset, isLittle);
      view.setBigUint64(16 * at + 8, length, isLittle);
    });
    return new Uint8Array(view.buffer);
  }
  const open = (content: Uint8Array<ArrayBuffer>, count: number, isAtStart: boolean, names = ["bytes", "crc32c"]) =>
    openShard(memorySource("0", content), count, { codecs: names.map((name) => codec(name)), isAtStart });

  test("has its index at the end or at the start, with or without a checksum", async () => {
    const atEnd = Uint8Array.of(
      7,
      8,
      9,
      ...withSum(
        indexOf([
          [1n, 2n],
          [EMPTY, EMPTY],
          [0n, 1n],
        ]),
      ),
    );
    const shard = await open(atEnd, 3, false);
    expect([await shard.chunk(0), await shard.chunk(1), await shard.chunk(2)]).toEqual([
      Uint8Array.of(8, 9),
      null,
      Uint8Array.of(7),
    ]);
    const atStart = await open(Uint8Array.of(...indexOf([[16n, 3n]]), 7, 8, 9), 1, true, ["bytes"]);
    expect(await atStart.chunk(0)).toEqual(Uint8Array.of(7, 8, 9));
  });

  test("may have an index of the high byte first", async () => {
    const content = Uint8Array.of(5, ...indexOf([[0n, 1n]], false));
    const codecs = [codec("bytes", { endian: "big" })];
    const shard = await openShard(memorySource("0", content), 1, { codecs, isAtStart: false });
    expect(await shard.chunk(0)).toEqual(Uint8Array.of(5));
  });

  test("is refused where it is cut off, damaged, or leads out of itself", async () => {
    const content = Uint8Array.of(5, ...withSum(indexOf([[0n, 9999n]])));
    await expect(open(content, 2, false)).rejects.toThrow(/of 2 chunks should have an index of 36 bytes.*has 21/);
    await expect(open(content, 1, false, ["bytes", "zstd"])).rejects.toThrow(/encoded with "zstd"; bytes and crc32c/);
    await expect((await open(content, 1, false)).chunk(0)).rejects.toThrow(/points to bytes 0 to 9999/);
    content[4]! ^= 1;
    await expect(open(content, 1, false)).rejects.toThrow(/index of a shard is damaged: its checksum is wrong/);
  });
});

describe("an array of Zarr v3", () => {
  const open = (files: Files, more: object = {}) =>
    openZarr3(
      folderOf(files),
      {
        shape: [2, 2],
        data_type: "uint8",
        chunk_grid: { name: "regular", configuration: { chunk_shape: [2, 1] } },
        chunk_key_encoding: { name: "default" },
        codecs: ["bytes"],
        fill_value: 4,
        ...more,
      },
      "",
    );

  test("names its chunks c/0/1, with another separator, or as v2 does", async () => {
    const chunk = Uint8Array.of(1, 2);
    const expected = [4, 1, 4, 2];
    expect(await valuesOf(open({ "c/0/1": chunk }))).toEqual(expected);
    const dotted = { chunk_key_encoding: { name: "default", configuration: { separator: "." } } };
    expect(await valuesOf(open({ "c.0.1": chunk }, dotted))).toEqual(expected);
    expect(await valuesOf(open({ "0.1": chunk }, { chunk_key_encoding: { name: "v2" } }))).toEqual(expected);
  });

  test("calls its axes by their names where all have one and they differ, else as usual", () => {
    expect(open({}, { dimension_names: ["Y", "x"] }).axes).toBe("yx");
    expect(open({}, { dimension_names: ["z", "time"] }).axes).toBe("zt");
    for (const names of [["x", "x"], ["x"], [null, "x"], undefined])
      expect(open({}, { dimension_names: names }).axes).toBe("yx");
  });

  test("of truth values is read as 0 and 1", async () => {
    const array = open({ "c/0/0": Uint8Array.of(1, 0), "c/0/1": Uint8Array.of(0, 1) }, { data_type: "bool" });
    expect([array.dtype, await valuesOf(array), array.warnings]).toEqual(["uint8", [1, 0, 0, 1], []]);
  });

  test.each([
    [{ data_type: "string" }, /The array a\.zarr is of type string/],
    [{ chunk_grid: { name: "rectilinear" } }, /grid of kind "rectilinear"; regular grids can be opened/],
    [{ shape: [] }, /holds a single number, not a stack/],
    [{ shape: [2] }, /has 1 axes and chunks of 2\. Its zarr\.json is damaged/],
    [{ shape: [2, -1] }, /2 × -1 voxels, which is no stack/],
    [{ codecs: ["sharding_indexed", "zstd"] }, /shards inside of other codecs/],
    [
      { codecs: [{ name: "sharding_indexed", configuration: { chunk_shape: [2, 3], codecs: ["bytes"] } }] },
      /shards of 2 × 1 are not made of whole chunks of 2 × 3/,
    ],
  ])("is refused with %j", (more, refusal) => {
    expect(() => open({}, more)).toThrow(refusal);
  });
});
