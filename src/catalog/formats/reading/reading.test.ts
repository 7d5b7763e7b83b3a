import { gzipSync, zipSync, zlibSync } from "fflate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wholeBox } from "../../../core/image/boxes.ts";
import { decodeBytes } from "../../../testing/decodeBytes.ts";
import { openSource } from "../index.ts";
import { bunzipped } from "./bzip2.ts";
import { crc32, crc32c } from "./checksums.ts";
import { gunzippedPiece, unzlibbed } from "./deflate.ts";
import { memorySource, resolvedPath } from "./sources.ts";
import { nmPerUnit } from "./units.ts";

const text = (value: string) => new TextEncoder().encode(value);

test("checksums give the check values of their catalogue", () => {
  expect([crc32(text("123456789")), crc32c(text("123456789"))]).toEqual([0xcbf43926, 0xe3069283]);
});

describe("compressed data", () => {
  const data = Uint8Array.from({ length: 5000 }, (_, at) => (at * at) % 251);

  test.each([
    ["zlib", zlibSync(data), unzlibbed],
    ["gzip", gzipSync(data), gunzippedPiece],
  ] as const)("%s is unpacked to the stated size only, and its checksum is tested", (_, packed, unpack) => {
    expect(unpack(packed, data.length)).toEqual(data);
    expect(() => unpack(packed, data.length - 1)).toThrow(/damaged/);
    expect(() => unpack(packed, data.length + 1)).toThrow(/damaged/);
    expect(() => unpack(packed, 1e9)).toThrow(/which deflate cannot do/);
    fc.assert(
      fc.property(fc.integer({ min: 10, max: packed.length - 9 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const flipped = packed.slice();
        flipped[at]! ^= 1 << bit;
        let content: Uint8Array | null = null;
        try {
          content = unpack(flipped, data.length);
        } catch (error) {
          expect(error).toMatchObject({ name: "UnreadableFile" });
        }
        if (content) expect(content).toEqual(data);
      }),
      { numRuns: 200 },
    );
  });

  test("bzip2 is unpacked, its checksum is tested and more than is stated is refused", () => {
    // "hello hello hello" as bzip2 -9 packs it
    const packed = Uint8Array.from(
      Buffer.from("QlpoOTFBWSZTWZ5iW/4AAAKRAEAAAkSgACEUYGaCke8jRwu5IpwoSE8xLf8A", "base64"),
    );
    expect(new TextDecoder().decode(bunzipped(packed, 17))).toBe("hello hello hello");
    expect(() => bunzipped(packed, 16)).toThrow(/more than the 16 bytes/);
    const flipped = packed.slice();
    flipped[20]! ^= 4;
    expect(() => bunzipped(flipped, 100)).toThrow(/bzip2 compression is damaged/);
    expect(() => bunzipped(packed.slice(0, 30), 100)).toThrow(/bzip2 compression is damaged/);
  });
});

describe("zip archives", () => {
  const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }\n";
  const npy = Uint8Array.of(0x93, ...text("NUMPY"), 1, 0, header.length, 0, ...text(header), 1, 2, 3, 4, 5, 6);
  const pickled = Uint8Array.of(
    0x93,
    ...text("NUMPY"),
    1,
    0,
    header.length,
    0,
    ...text(header.replace("|u1", "|O ")),
    1,
    2,
    3,
  );

  test.each([
    ["stored", 0],
    ["deflated", 9],
  ] as const)("of arrays are opened by name, %s", async (_, level) => {
    const arrays = await openSource(
      memorySource("a.npz", zipSync({ "image.npy": [npy, { level }], "ids.npy": [pickled, { level }] })),
    );
    expect(arrays.map(({ name }) => name)).toEqual(["image", "ids"]);
    expect([...(await arrays[0]!.read(wholeBox([2, 3])))]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(arrays[1]!.refusal).toMatch(/pickled Python objects.*not unpacked/);
  });

  test("with a damaged entry or without a table of contents are refused", async () => {
    const archive = zipSync({ "image.npy": [npy, { level: 0 }] });
    const damaged = archive.slice();
    damaged[110]! ^= 1;
    expect((await openSource(memorySource("a.npz", damaged)))[0]!.refusal).toMatch(/checksum is wrong/);
    await expect(decodeBytes("a.npz", archive.slice(0, 100))).rejects.toThrow(
      /a\.npz: This zip archive has no table of contents: it was cut off/,
    );
  });
});

test("paths that lead out of a folder lead nowhere", () => {
  expect([resolvedPath("a/b", "../c.raw"), resolvedPath("a", "../../c.raw"), resolvedPath("", "./d.raw")]).toEqual([
    "a/c.raw",
    null,
    "d.raw",
  ]);
});

test("units of length are known by their many names", () => {
  expect(["nm", "µm", "Micron", "\\u00B5m", "Å", "pixel", ""].map(nmPerUnit)).toEqual([
    1,
    1e3,
    1e3,
    1e3,
    0.1,
    undefined,
    undefined,
  ]);
});
