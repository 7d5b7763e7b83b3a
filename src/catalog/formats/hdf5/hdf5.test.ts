import { File, ready, type Dataset } from "h5wasm";
import { describe, expect, test } from "vitest";
import { wholeBox } from "../../../core/image/boxes.ts";
import type { ByteSource } from "../../../core/image/format.ts";
import { openSource } from "../index.ts";
import { memorySource } from "../reading/sources.ts";
import { installFilters, unknownFilter } from "./plugins.ts";

/** A file of one dataset "x" with 200 slices of 100 × 100 voxels, each of its slice's number, in chunks of a slice. */
async function written(
  attributes: Readonly<Record<string, string>> = {},
  shape = [200, 100, 100],
): Promise<Uint8Array<ArrayBuffer>> {
  const { FS } = await ready;
  const file = new File("written.h5", "w");
  file.create_dataset({
    name: "x",
    data: Uint8Array.from({ length: 2_000_000 }, (_, at) => Math.floor(at / 10_000)),
    shape,
    chunks: shape.map((extent, axis) => (axis === 0 ? 1 : extent)),
  });
  const dataset = file.get("x") as Dataset;
  for (const [name, value] of Object.entries(attributes)) dataset.create_attribute(name, value);
  file.close();
  const bytes = FS.readFile("written.h5", { encoding: "binary" }).slice();
  FS.unlink("written.h5");
  return bytes;
}

/** Counts the bytes that are read of it without waiting, and those that are waited for. */
function counted(bytes: Uint8Array<ArrayBuffer>): {
  readonly source: ByteSource;
  readonly now: () => number;
  readonly later: () => number;
} {
  const inner = memorySource("a.h5", bytes);
  let [now, later] = [0, 0];
  const source: ByteSource = {
    ...inner,
    readNow: (start, length) => ((now += length), inner.readNow!(start, length)),
    read: (start, length) => ((later += length), inner.read(start, length)),
  };
  return { source, now: () => now, later: () => later };
}

describe("HDF5", () => {
  test("is read in pieces where that needs no waiting", async () => {
    const { source, now, later } = counted(await written());
    const [array] = await openSource(source);
    expect(
      await array!.read([
        { from: 70, to: 72 },
        { from: 0, to: 1 },
        { from: 0, to: 2 },
      ]),
    ).toEqual(Uint8Array.of(70, 70, 71, 71));
    expect(now() + later()).toBeLessThan(200_000);
  });

  test("is held in memory where its pieces have to be waited for, with the same outcome", async () => {
    const { source, later } = counted(await written());
    const [array] = await openSource({ ...source, readNow: undefined } as unknown as ByteSource);
    expect(
      await array!.read([
        { from: 9, to: 10 },
        { from: 0, to: 1 },
        { from: 0, to: 2 },
      ]),
    ).toEqual(Uint8Array.of(9, 9));
    expect(later()).toBeGreaterThan(2_000_000);
  });

  test("leaves nothing in the library's file system once it is closed or refused", async () => {
    const { FS } = await ready;
    const before = FS.readdir(".") as readonly string[];
    const bytes = await written();
    const [array] = await openSource(memorySource("a.h5", bytes));
    expect(FS.readdir(".")).toHaveLength(before.length + 1);
    array!.close!();
    array!.close!();
    expect(FS.readdir(".")).toEqual(before);
    await expect(openSource(memorySource("a.h5", bytes.slice(0, 5000)))).rejects.toThrow(
      /cannot be read as HDF5 \(truncated file: eof = 5000,.*\)\. It is damaged or was cut off/,
    );
    expect(FS.readdir(".")).toEqual(before);
    expect(() => array!.read(wholeBox([200, 100, 100]))).toThrow(/cannot be read as HDF5/);
  });

  test("that changes while it is read is refused", async () => {
    const inner = memorySource("a.h5", await written());
    let isGone = false;
    const [array] = await openSource({
      ...inner,
      readNow(start, length) {
        if (isGone) throw new Error("gone");
        return inner.readNow!(start, length);
      },
    });
    isGone = true;
    await expect(
      (async () =>
        array!.read([
          { from: 70, to: 71 },
          { from: 0, to: 1 },
          { from: 0, to: 2 },
        ]))(),
    ).rejects.toMatchObject({ name: "UnreadableFile" });
  });

  test("may begin behind a block of the user's own", async () => {
    const [array] = await openSource(
      memorySource("a.h5", new Uint8Array(Buffer.concat([new Uint8Array(2048), await written()]))),
    );
    expect(array!.shape).toEqual([200, 100, 100]);
  });

  test.each([
    ["zyxc", [5, 200, 20, 100], "zyxc", undefined],
    ["xyz", [200, 100, 100], "xyz", undefined],
    ["zyx", [5, 200, 20, 100], "czyx", undefined],
    ["nonsense", [200, 100, 100], "zyx", undefined],
    ["yxc", [1000, 500, 4], "yxs", "color"],
  ])("axes that ilastik names %s are taken over where they fit", async (keys, shape, axes, samples) => {
    const [array] = await openSource(
      memorySource(
        "a.h5",
        await written({ axistags: JSON.stringify({ axes: Array.from(keys, (key) => ({ key })) }) }, shape),
      ),
    );
    expect([array!.axes, array!.samples]).toEqual([axes, samples]);
  });

  const BITSHUFFLE = 32008;
  const BLOSC = 32001;
  test.each([
    ["LZF", 32000, []],
    ["LZ4", 32004, [0]],
    ["Zstandard", 32015, [3]],
    ["bzip2", 307, [9]],
    ["bitshuffle alone", BITSHUFFLE, [0]],
    ["bitshuffle with LZ4", BITSHUFFLE, [0, 2]],
    ["bitshuffle with Zstandard", BITSHUFFLE, [0, 3, 3]],
    ["Blosc's own", BLOSC, [2, 2, 0, 0, 5, 1, 0]],
    ["Blosc's LZ4 behind its bitshuffle", BLOSC, [2, 2, 0, 0, 5, 2, 1]],
    ["Blosc's Zstandard", BLOSC, [2, 2, 0, 0, 5, 1, 5]],
    ["Blosc2", 32026, [2, 2, 0, 0, 5, 1, 5]],
  ])("compressed with %s is read to the voxel", async (_, id, settings) => {
    const [module, data] = [await ready, Uint16Array.from({ length: 6 * 40 * 50 }, (_, at) => (at * 7) % 251)];
    await installFilters(module, [id]);
    const file = new File("packed.h5", "w");
    file.create_dataset({
      name: "x",
      data,
      shape: [6, 40, 50],
      chunks: [2, 20, 25],
      compression: id,
      compression_opts: settings,
    });
    expect((file.get("x") as Dataset).filters.map((filter) => filter.id)).toEqual([id]);
    file.close();
    const bytes = module.FS.readFile("packed.h5", { encoding: "binary" }).slice();
    module.FS.unlink("packed.h5");
    const [array] = await openSource(memorySource("a.h5", bytes));
    expect(new Uint16Array((await array!.read(wholeBox([6, 40, 50]))).buffer)).toEqual(data);
    array!.close!();
  });

  test("compressed with what is not known is refused by name", () => {
    const filter = (id: number, settings: readonly number[] = []) =>
      unknownFilter({ id, name: "", cd_values: [...settings] });
    expect([filter(1), filter(32000), filter(32013), filter(400)]).toEqual([null, null, "ZFP", "filter 400"]);
    expect([filter(BLOSC, [2, 2, 2, 2000, 5, 1, 4]), filter(BLOSC, [2, 2, 2, 2000, 5, 1, 5])]).toEqual([
      "Blosc's zlib",
      null,
    ]);
  });
});
