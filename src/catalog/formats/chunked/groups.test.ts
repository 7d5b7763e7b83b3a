import { expect, test } from "vitest";
import { wholeBox } from "../../../core/image/boxes.ts";
import { folderOfFiles } from "../reading/sources.ts";
import { openFolder } from "../index.ts";

const opened = (files: Readonly<Record<string, object | Uint8Array<ArrayBuffer>>>) =>
  openFolder(
    folderOfFiles(
      "a.zarr",
      new Map(
        Object.entries(files).map(([path, content]) => [
          path,
          new Blob([content instanceof Uint8Array ? content : JSON.stringify(content)]),
        ]),
      ),
    ),
  );

const zarr2 = (more: object) => ({
  zarr_format: 2,
  shape: [1, 2],
  chunks: [1, 2],
  dtype: "|u1",
  compressor: null,
  fill_value: 0,
  order: "C",
  filters: null,
  ...more,
});

test("an array of a Zarr group that cannot be read is listed beside those that can", async () => {
  const arrays = await opened({
    ".zgroup": { zarr_format: 2 },
    "names/.zarray": zarr2({ dtype: "|S3" }),
    "number/.zarray": zarr2({ shape: [], chunks: [] }),
    "raw/.zarray": zarr2({}),
    "raw/0.0": Uint8Array.of(7, 8),
  });
  expect(arrays.map(({ name, refusal }) => [name, refusal])).toEqual([
    ["names", "The array names is of type |S3; whole and real numbers can be opened."],
    ["number", "The array number holds a single number, not a stack. Choose another array."],
    ["raw", undefined],
  ]);
  expect([...(await arrays[2]!.read(wholeBox([1, 2])))]).toEqual([7, 8]);
});

test("a group of which nothing can be read is refused with the first reason", async () => {
  await expect(opened({ "a/.zarray": zarr2({ dtype: "|S3" }), "b/.zarray": zarr2({ dtype: "|S4" }) })).rejects.toThrow(
    /The array a is of type \|S3/,
  );
});

test("so it is in N5", async () => {
  const attributes = (more: object) => ({
    dimensions: [2, 1],
    blockSize: [2, 1],
    dataType: "uint8",
    compression: { type: "raw" },
    ...more,
  });
  const arrays = await opened({
    "attributes.json": { n5: "2.0.0" },
    "odd/attributes.json": attributes({ dataType: "string" }),
    "raw/attributes.json": attributes({}),
    "raw/0/0": Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 7, 8),
  });
  expect(arrays.map(({ name, refusal }) => [name, refusal === undefined])).toEqual([
    ["odd", false],
    ["raw", true],
  ]);
  expect([...(await arrays[1]!.read(wholeBox([1, 2])))]).toEqual([7, 8]);
  await expect(
    opened({
      "attributes.json": { n5: "2.0.0" },
      "a/attributes.json": attributes({ dataType: "string" }),
      "b/attributes.json": attributes({ dataType: "object" }),
    }),
  ).rejects.toThrow(/The array a is of N5 type "string"/);
});

test("where a level of an OME-Zarr lies follows from its own shift and that of the image", async () => {
  const axes = ["z", "y", "x"].map((name) => ({ name, type: "space", unit: "micrometer" }));
  const move = (scale: readonly number[], translation: readonly number[]) => [
    { type: "scale", scale },
    { type: "translation", translation },
  ];
  const attributes = {
    multiscales: [
      {
        axes,
        datasets: [{ path: "0", coordinateTransformations: move([2, 1, 1], [10, 0, 4]) }],
        coordinateTransformations: move([1, 2, 2], [0, 0, 1]),
      },
    ],
  };
  const [array] = await opened({ ".zattrs": attributes, "0/.zarray": zarr2({ shape: [1, 1, 2], chunks: [1, 1, 2] }) });
  expect([array!.voxelSizeNm, array!.geometry?.origin, array!.geometry?.unitNm]).toEqual([
    [2000, 2000, 2000],
    [9000, 0, 10_000],
    1,
  ]);
});

test("daisy's offset is a place, too", async () => {
  const [array] = await opened({
    ".zattrs": { resolution: [40, 4, 4], offset: [400, 0, -8] },
    ".zarray": zarr2({ shape: [1, 1, 2], chunks: [1, 1, 2] }),
  });
  expect([array!.voxelSizeNm, array!.geometry?.origin]).toEqual([
    [40, 4, 4],
    [-8, 0, 400],
  ]);
});

/** A shard of Zarr v3: its chunks, then offset and length of each (2^64 - 1 where there is none). */
function shardOf(...chunks: readonly (Uint8Array<ArrayBuffer> | null)[]): Uint8Array<ArrayBuffer> {
  const index = new BigUint64Array(2 * chunks.length).fill(2n ** 64n - 1n);
  let at = 0;
  for (const [place, chunk] of chunks.entries()) {
    if (!chunk) continue;
    index.set([BigInt(at), BigInt(chunk.length)], 2 * place);
    at += chunk.length;
  }
  return new Uint8Array(Buffer.concat([...chunks.filter((chunk) => chunk !== null), new Uint8Array(index.buffer)]));
}

test("shards may hold shards; what is missing at either level is the fill value", async () => {
  const sharding = (shape: readonly number[], codecs: readonly object[]) => ({
    name: "sharding_indexed",
    configuration: {
      chunk_shape: shape,
      codecs,
      index_codecs: [{ name: "bytes", configuration: { endian: "little" } }],
    },
  });
  const metadata = {
    zarr_format: 3,
    node_type: "array",
    shape: [1, 8],
    data_type: "uint8",
    chunk_grid: { name: "regular", configuration: { chunk_shape: [1, 8] } },
    chunk_key_encoding: { name: "default" },
    fill_value: 9,
    codecs: [sharding([1, 4], [sharding([1, 2], [{ name: "bytes" }])])],
  };
  const inner = shardOf(Uint8Array.of(1, 2), null);
  const [array] = await opened({ "zarr.json": metadata, "c/0/0": shardOf(inner, null) });
  expect([...(await array!.read(wholeBox([1, 8])))]).toEqual([1, 2, 9, 9, 9, 9, 9, 9]);
  const [cut] = await opened({ "zarr.json": metadata, "c/0/0": shardOf(inner.slice(0, 20), null) });
  await expect(cut!.read(wholeBox([1, 8]))).rejects.toThrow(
    /A shard of 2 chunks should have an index of 32 bytes, the file has 20/,
  );
});

/** What bioformats2raw and the Bio-Formats converters of older days leave: images numbered within a folder, perhaps below data.zarr. */
test("a folder of Bio-Formats gives each of its series with its levels", async () => {
  const level = { ".zarray": zarr2({ shape: [1, 2], chunks: [1, 2] }), "0.0": Uint8Array.of(7, 8) };
  const series = (root: string) => ({
    [`${root}.zattrs`]: {
      multiscales: [
        {
          axes: ["y", "x"].map((name) => ({ name, type: "space", unit: "nanometer" })),
          datasets: [0, 1].map((path) => ({
            path: String(path),
            coordinateTransformations: [{ type: "scale", scale: [4 * 2 ** path, 4 * 2 ** path] }],
          })),
        },
      ],
    },
    ...Object.fromEntries(
      [0, 1].flatMap((path) => Object.entries(level).map(([file, content]) => [`${root}${path}/${file}`, content])),
    ),
  });
  const arrays = await opened({
    ".zattrs": { "bioformats2raw.layout": 3 },
    ".zgroup": { zarr_format: 2 },
    ...series("0/"),
    ...series("1/"),
    "OME/METADATA.ome.xml": Uint8Array.of(60),
  });
  expect(arrays.map(({ name, level: own, voxelSizeNm }) => [name, own, voxelSizeNm])).toEqual([
    ["0/0", 0, [4, 4, 4]],
    ["0/1", 1, [8, 8, 8]],
    ["1/0", 0, [4, 4, 4]],
    ["1/1", 1, [8, 8, 8]],
  ]);
  const below = await opened(series("data.zarr/0/"));
  expect(below.map(({ name, level: own }) => [name, own])).toEqual([
    ["data.zarr/0/0", 0],
    ["data.zarr/0/1", 1],
  ]);
});
