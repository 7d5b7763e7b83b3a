import { expect, test } from "vitest";
import type { ByteSource, SourceFolder } from "../../../core/image/format.ts";
import n5 from "./n5.ts";

const files: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  "attributes.json": new TextEncoder().encode(
    JSON.stringify({ dimensions: [4, 1], blockSize: [2, 1], dataType: "uint8", compression: { type: "raw" } }),
  ),
  "0/0": Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 7, 8),
};

const sourceOf = (name: string, bytes: Uint8Array<ArrayBuffer>): ByteSource => ({
  name,
  size: bytes.length,
  read: (start, length) => Promise.resolve(bytes.slice(start, start + length)),
  sibling: () => Promise.resolve(null),
});
const folder: SourceFolder = {
  name: "a.n5",
  paths: Object.keys(files),
  file: (path) => Promise.resolve(files[path] ? sourceOf(path, files[path]) : null),
};

test("missing blocks read as 0, and a warning says so", async () => {
  const [array] = await n5.open(folder);
  const row = (from: number, to: number) =>
    array!.read([
      { from: 0, to: 1 },
      { from, to },
    ]);
  expect([[...(await row(0, 2))], array!.warnings]).toEqual([[7, 8], []]);
  expect([...(await row(0, 4))]).toEqual([7, 8, 0, 0]);
  expect(array!.warnings.join()).toMatch(/Chunk 1\/0, and perhaps others, is not there and reads as 0/);
});
