import { expect, test } from "vitest";
import { wholeBox } from "../../../core/image/boxes.ts";
import { folderOfFiles } from "../reading/sources.ts";
import { openFolder } from "../index.ts";

const opened = (files: Readonly<Record<string, object | Uint8Array<ArrayBuffer>>>) => openFolder(folderOfFiles("a.zarr", new Map(Object.entries(files).map(([path, content]) => [path, new Blob([content instanceof Uint8Array ? content : JSON.stringify(content)])]))));

const zarr2 = (more: object) => ({ zarr_format: 2, shape: [1, 2], chunks: [1, 2], dtype: "|u1", compressor: null, fill_value: 0, order: "C", filters: null, ...more });

test("an array of a Zarr group that cannot be read is listed beside those that can", async () => {
  const arrays = await opened({ ".zgroup": { zarr_format: 2 }, "names/.zarray": zarr2({ dtype: "|S3" }), "number/.zarray": zarr2({ shape: [], chunks: [] }), "raw/.zarray": zarr2({}), "raw/0.0": Uint8Array.of(7, 8) });
  expect(arrays.map(({ name, refusal }) => [name, refusal])).toEqual([
    ["names", "The array names is of type |S3; whole and real numbers can be opened."],
    ["number", "The array number holds a single number, not a stack. Choose another array."],
    ["raw", undefined],
  ]);
  expect([...(await arrays[2]!.read(wholeBox([1, 2])))]).toEqual([7, 8]);
});

test("a group of which nothing can be read is refused with the first reason", async () => {
  await expect(opened({ "a/.zarray": zarr2({ dtype: "|S3" }), "b/.zarray": zarr2({ dtype: "|S4" }) })).rejects.toThrow(/The array a is of type \|S3/);
});

test("so it is in N5", async () => {
  const attributes = (more: object) => ({ dimensions: [2, 1], blockSize: [2, 1], dataType: "uint8", compression: { type: "raw" }, ...more });
  const arrays = await opened({ "attributes.json": { n5: "2.0.0" }, "odd/attributes.json": attributes({ dataType: "string" }), "raw/attributes.json": attributes({}), "raw/0/0": Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 7, 8) });
  expect(arrays.map(({ name, refusal }) => [name, refusal === undefined])).toEqual([["odd", false], ["raw", true]]);
  expect([...(await arrays[1]!.read(wholeBox([1, 2])))]).toEqual([7, 8]);
  await expect(opened({ "attributes.json": { n5: "2.0.0" }, "a/attributes.json": attributes({ dataType: "string" }), "b/attributes.json": attributes({ dataType: "object" }) })).rejects.toThrow(/The array a is of N5 type "string"/);
});
