import { existsSync, readdirSync, readFileSync } from "node:fs";
import { encode as encodePng } from "fast-png";
import fc from "fast-check";
import jpeg from "jpeg-js";
import { describe, expect, test } from "vitest";
import { looksLikeLabels, seriesName } from "../../core/image/fileNames.ts";
import { joinSeries } from "../../core/image/series.ts";
import { intensities } from "../../core/image/volume.ts";
import { encodeTiff } from "../exports/tiff.ts";
import { decodeBytes } from "../../testing/decodeBytes.ts";
import { formats } from "./index.ts";
import { WITHOUT_COLLECTION } from "../../testing/skipping.ts";

const read = (path: string) => new Uint8Array(readFileSync(path));

describe("TIFF stacks", () => {
  const arbitraryStack = fc
    .record({
      shape: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
      dtype: fc.constantFrom(Uint8Array, Uint16Array, Float32Array),
      seed: fc.integer(),
    })
    .map(({ shape, dtype, seed }) => ({
      shape,
      data: new dtype(
        Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, index) => Math.abs(index * 7919 + seed) % 251),
      ),
    }));

  test("what is written is read back to the voxel, with its calibration", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryStack, async ({ shape, data }) => {
        const { volume } = await decodeBytes("stack.tif", encodeTiff({ shape, data, voxelSizeNm: [40, 10, 5] }));
        expect(volume.shape).toEqual(shape);
        expect(volume.data).toEqual(data);
        expect(volume.voxelSizeNm!.map((size) => Math.round(size * 1000) / 1000)).toEqual([40, 10, 5]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("PNG", () => {
  test("16-bit grey keeps its values", async () => {
    const data = Uint16Array.from([0, 1, 256, 65535, 4000, 9]);
    const { volume, isColor } = await decodeBytes(
      "a.png",
      encodePng({ width: 3, height: 2, data, depth: 16, channels: 1 }) as Uint8Array<ArrayBuffer>,
    );
    expect([volume.shape, volume.data, isColor]).toEqual([[1, 2, 3], data, false]);
  });

  test("colours become 0xrrggbb, a grey picture saved as RGB stays grey", async () => {
    const encode = (data: number[]) =>
      encodePng({ width: 2, height: 1, data: Uint8Array.from(data), depth: 8, channels: 3 }) as Uint8Array<ArrayBuffer>;
    const color = await decodeBytes("c.png", encode([255, 0, 0, 0, 114, 178]));
    expect([color.isColor, [...color.volume.data]]).toEqual([true, [0xff0000, 0x0072b2]]);
    const grey = await decodeBytes("g.png", encode([7, 7, 7, 200, 200, 200]));
    expect([grey.isColor, [...grey.volume.data]]).toEqual([false, [7, 200]]);
  });
});

test("JPEG is read and known to be lossy", async () => {
  const data = new Uint8Array(8 * 8 * 4).fill(128);
  const { bytes } = { bytes: new Uint8Array(jpeg.encode({ width: 8, height: 8, data }, 90).data) };
  const decoded = await decodeBytes("a.jpg", bytes);
  expect([decoded.isLossy, decoded.volume.shape]).toEqual([true, [1, 8, 8]]);
  expect(Math.abs(decoded.volume.data[0]! - 128)).toBeLessThan(3);
});

describe("a JPEG with an Exif block", () => {
  const plain = new Uint8Array(
    jpeg.encode({ width: 16, height: 8, data: new Uint8Array(16 * 8 * 4).fill(128) }, 90).data,
  );
  /** A directory of one entry: tag, type SHORT, count 1, value. */
  const exif = (tag: number, value: number, isLittleEndian: boolean) => {
    const block = new DataView(new ArrayBuffer(26));
    const numbers = [
      [2, 42],
      [8, 1],
      [10, tag],
      [12, 3],
      [18, value],
    ] as const;
    block.setUint16(0, isLittleEndian ? 0x4949 : 0x4d4d);
    for (const [at, number] of numbers) block.setUint16(at, number, isLittleEndian);
    block.setUint32(4, 8, isLittleEndian);
    block.setUint32(14, 1, isLittleEndian);
    return new Uint8Array(block.buffer);
  };
  const withExif = (block: Uint8Array) =>
    Uint8Array.from([
      0xff,
      0xd8,
      0xff,
      0xe1,
      0,
      block.length + 8,
      ...Buffer.from("Exif\0\0"),
      ...block,
      ...plain.subarray(2),
    ]);
  const turned = [expect.stringContaining("The picture is stored turned (Exif orientation 6); it is read as stored.")];

  test.each([
    ["that turns it, little-endian", exif(0x112, 6, true), turned],
    ["that turns it, big-endian", exif(0x112, 6, false), turned],
    ["that leaves it as it is", exif(0x112, 1, true), []],
    ["of another tag", exif(0x10f, 6, true), []],
    ["of an orientation that there is not", exif(0x112, 9, true), []],
    ["that was cut off", exif(0x112, 6, true).subarray(0, 12), []],
    ["whose directory lies elsewhere", Uint8Array.of(0x49, 0x49, 42, 0, 255, 255, 255, 255), []],
  ])("%s is read as stored", async (_, block, warnings) => {
    const decoded = await decodeBytes("a.jpg", withExif(block));
    expect([decoded.volume.shape, decoded.warnings]).toEqual([[1, 8, 16], warnings]);
  });
});

test("a JPEG of four components is refused before its colours are guessed", async () => {
  const bytes = new Uint8Array(jpeg.encode({ width: 8, height: 8, data: new Uint8Array(8 * 8 * 4) }, 90).data);
  bytes[bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xc0) + 9] = 4;
  await expect(decodeBytes("a.jpg", bytes)).rejects.toThrow(/a\.jpg: Its pixels have 4 components.*CMYK.*grey or RGB/);
});

describe("a series of files", () => {
  const png = async (path: string, value: number, width = 2) => ({
    path,
    decoded: await decodeBytes(
      path,
      encodePng({
        width,
        height: 1,
        data: new Uint8Array(width).fill(value),
        depth: 8,
        channels: 1,
      }) as Uint8Array<ArrayBuffer>,
    ),
  });

  test("is joined in the order of the numbers in the names", async () => {
    const { volume, description } = joinSeries([
      await png("s/z10.png", 10),
      await png("s/z2.png", 2),
      await png("s/z1.png", 1),
    ]);
    expect([...volume.data]).toEqual([1, 1, 2, 2, 10, 10]);
    expect(description).toBe("PNG series, 3 files, 8-bit grey");
  });

  test("of different sizes is refused with both names", async () => {
    await expect(async () => joinSeries([await png("a.png", 0), await png("b.png", 0, 3)])).rejects.toThrow(
      /b\.png is 1 × 3, uint8, a\.png is 1 × 2, uint8/,
    );
  });

  test("is named after its folder, or the common start of its files", () => {
    expect(seriesName(["stack/raw/01.tif", "stack/raw/02.tif"])).toBe("raw");
    expect(seriesName(["vnc_01.tif", "vnc_02.tif"])).toBe("vnc");
  });
});

test.each([
  ["label/00.png", true],
  ["train-labels.tif", true],
  ["50-semantic.png", true],
  ["gt_01.png", true],
  ["labels00000001.png", true],
  ["image/00.png", false],
  ["segment.tif", false],
  ["raw.tif", false],
])("%s looks like labels: %s", (path, expected) => {
  expect(looksLikeLabels(path)).toBe(expected);
});

describe("what cannot be read is refused in a sentence", () => {
  const refused = (name: string, bytes: Uint8Array<ArrayBuffer>) => expect(decodeBytes(name, bytes)).rejects;
  const text = (value: string) => new TextEncoder().encode(value);

  test("empty, web page, LFS pointer, zip, unknown", async () => {
    await refused("a.tif", new Uint8Array(0)).toThrow(/a\.tif: the file is empty/);
    await refused("a.tif", text("<!DOCTYPE html><p>Not found")).toThrow(/web page/);
    await refused("a.tif", text("version https://git-lfs.github.com/spec/v1\noid")).toThrow(/git lfs pull/);
    await refused("a.tif", text("PK\u0003\u0004")).toThrow(/zip archive.*cut off/);
    await refused("a.xyz", text("hello there")).toThrow(
      /a\.xyz: this is text \("hello there"\), not an image\. TIFF, PNG, JPEG, NIfTI, NRRD, HDF5, NPY, .* can be opened/,
    );
    await refused("a.xyz", Uint8Array.of(9, 200, 3, 0, 7)).toThrow(/not known here/);
  });

  test("cut-off files name the file and what to do", async () => {
    const whole = encodeTiff({ shape: [2, 8, 8], data: new Uint8Array(128), voxelSizeNm: null });
    await refused("cut.tif", whole.slice(0, 60)).toThrow(/cut\.tif: .*cut off/);
    const png = encodePng({
      width: 9,
      height: 9,
      data: new Uint8Array(81),
      depth: 8,
      channels: 1,
    }) as Uint8Array<ArrayBuffer>;
    await refused("cut.png", png.slice(0, 40)).toThrow(/cut\.png: This PNG cannot be read/);
  });
});

test("every format says what it is", () => {
  for (const { id, label, extensions } of formats.list)
    expect([id.length, label.length, extensions.length].every((length) => length > 0)).toBe(true);
});

const data = new URL("../../../../shared/data/", import.meta.url).pathname;
describe.skipIf(!existsSync(data))("real stacks give their known statistics", WITHOUT_COLLECTION, () => {
  const stack = async (folder: string) =>
    joinSeries(
      await Promise.all(
        readdirSync(data + folder).map(async (name) => ({
          path: `${folder}/${name}`,
          decoded: await decodeBytes(name, read(`${data}${folder}/${name}`)),
        })),
      ),
    );

  test.each([
    ["em2d_isbi2012/image", [18, 512, 512], 123.683],
    ["em2d_isbi2012/label", [18, 512, 512], 196.081],
    ["em2d_vnc_multiclass/raw", [6, 1024, 1024], 128.848],
    ["em2d_vnc_multiclass/labels5_derived", [6, 1024, 1024], 0.430448],
  ])("%s", async (folder, shape, mean) => {
    const { volume } = await stack(folder);
    expect(volume.shape).toEqual(shape);
    expect(intensities(volume).mean).toBeCloseTo(mean, 3);
  });

  test("a 50-page label TIFF", async () => {
    const { volume, description } = await decodeBytes(
      "train-labels.tif",
      read(`${data}em2d_guay_platelet/train-labels.tif`),
    );
    expect([volume.shape, description]).toEqual([[50, 800, 800], "TIFF, 50 pages, 16-bit"]);
    expect(intensities(volume).mean).toBeCloseTo(0.844823, 5);
  });
});
