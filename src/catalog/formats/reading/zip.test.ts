import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import type { ByteSource } from "../../../core/image/format.ts";
import { openSource } from "../index.ts";
import { crc32 } from "./checksums.ts";
import { inflatingReader } from "./inflatingReader.ts";
import { memorySource } from "./sources.ts";

const text = (value: string) => new TextEncoder().encode(value);

/** An NPY file of one byte a voxel; `content` is what follows the header. */
function npy(shape: readonly number[], content: Uint8Array): Uint8Array {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`.padEnd(117) + "\n";
  return new Uint8Array(
    Buffer.concat([Uint8Array.of(0x93, ...text("NUMPY"), 1, 0, header.length, 0), text(header), content]),
  );
}

/** Counts the bytes that are read of it. */
function counted(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): { readonly source: ByteSource; readonly read: () => number } {
  const inner = memorySource(name, bytes);
  let total = 0;
  return {
    source: { ...inner, read: (start, length) => ((total += length), inner.read(start, length)) },
    read: () => total,
  };
}

/** Hardly compressible. */
const noise = Uint8Array.from({ length: 200_000 }, (_, at) => (at * at * 7919) >> 5);

describe("an NPZ file", () => {
  test.each([
    ["stored", 0],
    ["deflated", 6],
  ] as const)("is listed by the beginnings of its entries, %s", async (_, level) => {
    const archive = zipSync({
      "a.npy": [npy([2, 100, 1000], noise), { level }],
      "b.npy": [npy([200_000], noise), { level }],
    });
    const { source, read } = counted("a.npz", archive);
    const arrays = await openSource(source);
    expect(arrays.map(({ name, shape }) => [name, shape])).toEqual([
      ["a", [2, 100, 1000]],
      ["b", [200_000]],
    ]);
    expect(read()).toBeLessThan(120_000);
    expect(
      await arrays[0]!.read([
        { from: 1, to: 2 },
        { from: 0, to: 100 },
        { from: 0, to: 1000 },
      ]),
    ).toEqual(noise.slice(100_000));
    expect(await arrays[1]!.read([{ from: 5, to: 9 }])).toEqual(noise.slice(5, 9));
  });

  test("may hold other files beside its arrays", async () => {
    const arrays = await openSource(
      memorySource("a.npz", zipSync({ "a.npy": npy([2, 2], Uint8Array.of(1, 2, 3, 4)), "readme.txt": text("hello") })),
    );
    expect(arrays.map(({ name }) => name)).toEqual(["a"]);
  });

  test("whose data are damaged is listed, and refused once they are read", async () => {
    const archive = zipSync({ "a.npy": [npy([2, 100, 1000], noise), { level: 0 }] });
    archive[150_000]! ^= 1;
    const [array] = await openSource(memorySource("a.npz", archive));
    await expect(
      array!.read([
        { from: 0, to: 1 },
        { from: 0, to: 100 },
        { from: 0, to: 1000 },
      ]),
    ).rejects.toThrow(/The entry a\.npy of this zip archive is damaged: its checksum is wrong/);
  });

  test("that states more than deflate can hold is refused without unpacking it", async () => {
    const archive = zipSync({ "a.npy": npy([2, 100, 1000], noise) });
    new DataView(archive.buffer).setUint32(archive.length - 22 - 46 - 5 + 24, 2 ** 31 - 1, true);
    expect((await openSource(memorySource("a.npz", archive)))[0]!.refusal).toMatch(
      /it cannot be 2147483647 bytes long/,
    );
  });
});

describe("deflated data that are too large for memory", () => {
  const archive = zipSync({ a: noise });
  const start = 31;
  const packed = archive.length - start - (46 + 1) - 22;
  const reader = (bytes: Uint8Array<ArrayBuffer>, crc = crc32(noise)) =>
    inflatingReader({
      source: memorySource("a.zip", bytes),
      start,
      packed,
      size: noise.length,
      crc,
      what: "The entry a",
    });

  test("are read forwards, backwards and at the same time", async () => {
    const read = reader(archive);
    const pieces: readonly (readonly [number, number])[] = [
      [10, 50_000],
      [60_000, 10],
      [0, 5],
      [199_999, 1],
      [100_000, 99_999],
    ];
    const found = await Promise.all(pieces.map(([from, length]) => read(from, length)));
    expect(found).toEqual(pieces.map(([from, length]) => noise.slice(from, from + length)));
  });

  test("are refused where their checksum is wrong at the end, or their compression breaks", async () => {
    await expect(reader(archive, 1)(0, noise.length)).rejects.toThrow(/The entry a is damaged/);
    const broken = archive.slice().fill(255, start + 10, start + 200);
    await expect(reader(broken)(0, noise.length)).rejects.toThrow(/The entry a is damaged/);
  });
});
