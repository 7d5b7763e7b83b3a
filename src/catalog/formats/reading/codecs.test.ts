import { gzipSync, zlibSync } from "fflate";
import Blosc from "numcodecs/blosc";
import LZ4 from "numcodecs/lz4";
import Zstd from "numcodecs/zstd";
import { describe, expect, test } from "vitest";
import { CODEC_NAMES, unpackChunk } from "./codecs.ts";
import { orientationOf, turnedWarnings } from "./orientation.ts";

const data = Uint8Array.from({ length: 4000 }, (_, at) => (at * at) % 17);
const sized = (bytes: Uint8Array) => Uint8Array.from(bytes);

describe("a chunk of known size", () => {
  test.each([
    ["zlib", () => zlibSync(data)],
    ["gzip", () => gzipSync(data)],
    ["blosc", () => Blosc.fromConfig({ id: "blosc" }).encode(data)],
    ["lz4", () => LZ4.fromConfig({ id: "lz4" }).encode(data)],
    ["zstd", () => Zstd.fromConfig({ id: "zstd" }).encode(data)],
  ] as const)("is unpacked from %s; another size and a cut are refused", async (codec, pack) => {
    const packed = sized(await pack());
    expect(packed.length).toBeLessThan(data.length);
    expect(await unpackChunk(codec, packed, data.length)).toEqual(data);
    for (const size of [data.length - 1, data.length + 1])
      await expect(unpackChunk(codec, packed.slice(), size)).rejects.toMatchObject({ name: "UnreadableFile" });
    for (const length of [0, 3, 12, packed.length >> 1])
      await expect(unpackChunk(codec, packed.slice(0, length), data.length)).rejects.toMatchObject({
        name: "UnreadableFile",
      });
  });

  test("says what Blosc states where that is another size, before the library makes room for it", async () => {
    const packed = sized(await Blosc.fromConfig({ id: "blosc" }).encode(data));
    new DataView(packed.buffer).setUint32(4, 2 ** 31, true);
    await expect(unpackChunk("blosc", packed, data.length)).rejects.toThrow(/4000 bytes says that it holds 2147483648/);
  });

  test.each([
    ["one byte, of a single segment", [32, 200], 200],
    ["two bytes, from 256", [0x40 | 32, 44, 1], 556],
    ["four bytes behind a window", [0x80, 0, 0, 0, 1, 0], 65536],
    ["eight bytes behind a window and a dictionary of two", [0xc2, 0, 7, 7, 1, 0, 0, 0, 0, 0, 0, 0], 1],
  ] as const)("reads the size of a Zstandard frame in %s", async (_, head, size) => {
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, ...head, 0, 0, 0, 0);
    await expect(unpackChunk("zstd", frame, 77)).rejects.toThrow(`A chunk of 77 bytes says that it holds ${size}.`);
  });

  test("of an unknown compression is refused with those that are known", async () => {
    await expect(unpackChunk("snappy", data, 1)).rejects.toThrow(
      `Its chunks are compressed with "snappy"; ${CODEC_NAMES.join(", ")} can be opened.`,
    );
  });

  test("of more than memory holds is refused before it is unpacked", async () =>
    expect(unpackChunk("zlib", data, 2 ** 33)).rejects.toThrow(/A chunk would unpack to 8\.6 GB at once/));
});

describe("the orientation of a picture", () => {
  /** An Exif block of these 16-bit tags. */
  function exif(order: "II" | "MM", tags: readonly (readonly [tag: number, value: number])[], directory = 8) {
    const view = new DataView(new ArrayBuffer(directory + 2 + 12 * tags.length));
    const isLittle = order === "II";
    [order.charCodeAt(0), order.charCodeAt(1)].forEach((byte, at) => view.setUint8(at, byte));
    view.setUint16(2, 42, isLittle);
    view.setUint32(4, directory, isLittle);
    view.setUint16(directory, tags.length, isLittle);
    tags.forEach(([tag, value], index) => {
      view.setUint16(directory + 2 + 12 * index, tag, isLittle);
      view.setUint16(directory + 10 + 12 * index, value, isLittle);
    });
    return new Uint8Array(view.buffer);
  }

  test.each(["II", "MM"] as const)("is one of eight, in the order of bytes %s, wherever the tag lies", (order) => {
    for (let value = 1; value <= 8; value++) {
      expect(orientationOf(exif(order, [[0x112, value]]))).toBe(value);
      expect(
        orientationOf(
          exif(
            order,
            [
              [0x10f, 5],
              [0x112, value],
            ],
            20,
          ),
        ),
      ).toBe(value);
    }
  });

  test("is as stored where the block says nothing sound", () => {
    const sound = exif("II", [[0x112, 6]]);
    for (const value of [0, 9, 65535]) expect(orientationOf(exif("II", [[0x112, value]]))).toBe(1);
    expect(orientationOf(exif("MM", [[0x111, 6]]))).toBe(1);
    for (let length = 0; length < sound.length; length++) expect(orientationOf(sound.subarray(0, length))).toBe(1);
    expect(orientationOf(Uint8Array.of(0x49, 0x4d, ...sound.subarray(2)))).toBe(1);
    const lost = sound.slice();
    lost.fill(255, 4, 8);
    expect(orientationOf(lost)).toBe(1);
  });

  test("is warned of where viewers turn the picture", () => {
    expect(turnedWarnings(1)).toEqual([]);
    expect(turnedWarnings(6)).toEqual([
      "The picture is stored turned (Exif orientation 6); it is read as stored. Labels drawn in a viewer that turns it do not fit.",
    ]);
  });
});
