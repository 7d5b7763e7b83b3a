import { zlibSync } from "fflate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wholeBox } from "../../../core/image/boxes.ts";
import { decodeBytes } from "../../../testing/decodeBytes.ts";
import { openSource } from "../index.ts";
import { memorySource } from "../reading/sources.ts";
import { unpackLzw } from "./lzw.ts";
import { unpackBits } from "./packBits.ts";

interface TiffLook {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly isBig?: boolean;
  readonly tags?: Readonly<Record<number, number>>;
  readonly description?: string;
  /** Where the next directory is said to be. */
  readonly next?: number;
}

/** A one-page TIFF with one strip. */
function tiff({
  width,
  height,
  data,
  isBig = false,
  tags = {},
  description = "",
  next = 0,
}: TiffLook): Uint8Array<ArrayBuffer> {
  const note = new TextEncoder().encode(`${description}\0`);
  const entries = Object.entries({
    256: width,
    257: height,
    258: 8,
    259: 1,
    262: 1,
    270: 8,
    273: 8 + note.length,
    277: 1,
    278: height,
    279: data.length,
    ...tags,
  })
    .map(([tag, value]) => [Number(tag), value] as const)
    .sort(([a], [b]) => a - b);
  const at = 8 + note.length + data.length;
  const bytes = new Uint8Array(at + 2 + 12 * entries.length + 4);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(isBig ? "MM" : "II"));
  view.setUint16(2, 42, !isBig);
  view.setUint32(4, at, !isBig);
  bytes.set(note, 8);
  bytes.set(data, 8 + note.length);
  view.setUint16(at, entries.length, !isBig);
  entries.forEach(([tag, value], index) => {
    const place = at + 2 + 12 * index;
    const [LONG, ASCII] = [4, 2];
    view.setUint16(place, tag, !isBig);
    view.setUint16(place + 2, tag === 270 ? ASCII : LONG, !isBig);
    view.setUint32(place + 4, tag === 270 ? note.length : 1, !isBig);
    view.setUint32(place + 8, value, !isBig);
  });
  view.setUint32(at + 2 + 12 * entries.length, next, !isBig);
  return bytes;
}

/** A TIFF with a second page of the same pixels, one tag of which has another value. */
function withSecondPage(look: TiffLook, tag: number, value: number): Uint8Array<ArrayBuffer> {
  const length = tiff(look).length;
  const first = tiff({ ...look, next: length });
  const directory = first.slice(new DataView(first.buffer).getUint32(4, true));
  const view = new DataView(directory.buffer);
  for (let entry = 2; entry + 12 < directory.length; entry += 12)
    if (view.getUint16(entry, true) === tag) view.setUint32(entry + 8, value, true);
  view.setUint32(directory.length - 4, 0, true);
  return new Uint8Array([...first, ...directory]);
}

const voxels = async (bytes: Uint8Array<ArrayBuffer>) => [...(await decodeBytes("a.tif", bytes)).volume.data];

describe("traps of other readers", () => {
  test("16-bit big-endian differences are added up after the bytes are turned round", async () => {
    // 0x01ff, 0x0200, 0x0300 as differences 0x01ff, 1, 0x100, high byte first
    const packed = zlibSync(Uint8Array.of(0x01, 0xff, 0x00, 0x01, 0x01, 0x00));
    expect(
      await voxels(tiff({ width: 3, height: 1, data: packed, isBig: true, tags: { 258: 16, 259: 8, 317: 2 } })),
    ).toEqual([0x1ff, 0x200, 0x300]);
  });

  test("with FillOrder 2 the bits of each byte are turned round, whatever the compression", async () => {
    const turned = (bytes: Uint8Array) =>
      bytes.map((byte) => Number.parseInt(byte.toString(2).padStart(8, "0").split("").reverse().join(""), 2));
    const pixels = Uint8Array.of(1, 2, 3, 200, 7, 9);
    expect(await voxels(tiff({ width: 3, height: 2, data: turned(pixels), tags: { 266: 2 } }))).toEqual([...pixels]);
    expect(
      await voxels(tiff({ width: 3, height: 2, data: turned(zlibSync(pixels)), tags: { 259: 8, 266: 2 } })),
    ).toEqual([...pixels]);
    expect(await voxels(tiff({ width: 8, height: 1, data: Uint8Array.of(0b1), tags: { 258: 1, 266: 2 } }))).toEqual([
      1, 0, 0, 0, 0, 0, 0, 0,
    ]);
  });

  test("a directory that leads back to itself is refused", async () => {
    const plain = tiff({ width: 1, height: 1, data: Uint8Array.of(5) });
    const at = new DataView(plain.buffer).getUint32(4, true);
    await expect(
      decodeBytes("loop.tif", tiff({ width: 1, height: 1, data: Uint8Array.of(5), next: at })),
    ).rejects.toThrow(/loop\.tif: Page 1 of this TIFF leads back to an earlier one/);
  });

  test("absurd sizes are refused before anything is allocated", async () => {
    await expect(decodeBytes("a.tif", tiff({ width: 2e9, height: 2e9, data: Uint8Array.of(5) }))).rejects.toThrow(
      /more than any machine could open/,
    );
    await expect(
      decodeBytes("a.tif", tiff({ width: 40_000, height: 40_000, data: Uint8Array.of(5), tags: { 259: 8 } })),
    ).rejects.toThrow(/cannot be in 1 compressed bytes/);
  });
});

test("where white is 0, values are turned round and a warning says so; what is stored stays", async () => {
  const bytes = tiff({ width: 2, height: 1, data: Uint8Array.of(0, 250), tags: { 262: 0 } });
  const { volume, warnings } = await decodeBytes("a.tif", bytes);
  expect([[...volume.data], warnings.length]).toEqual([[255, 5], 1]);
  const [array] = await openSource(memorySource("a.tif", bytes));
  expect([
    ...(await array!.read([
      { from: 0, to: 1 },
      { from: 0, to: 2 },
    ])),
  ]).toEqual([0, 250]);
});

describe("ImageJ", () => {
  const pixels = Uint8Array.from({ length: 12 }, (_, at) => at);

  test("images that lie behind the only page are found; too few are refused", async () => {
    const note = (images: number) => `ImageJ=1.54\nimages=${images}\nslices=${images}\nunit=micron\nspacing=0.05\n`;
    const look = (images: number) =>
      tiff({ width: 2, height: 2, data: pixels, description: note(images), tags: { 279: 4 } });
    const { volume } = await decodeBytes("a.tif", look(3));
    expect([volume.shape, [...volume.data]]).toEqual([[3, 2, 2], [...pixels]]);
    await expect(decodeBytes("a.tif", look(4000))).rejects.toThrow(
      /ImageJ speaks of 4000 images of 2 × 2, but the file ends/,
    );
  });

  test("a page that was cut out of a stack with its note is read, and a warning says so", async () => {
    const description = "ImageJ=1.54\nimages=12\nslices=12\n";
    const [array] = await openSource(memorySource("a.tif", tiff({ width: 4, height: 3, data: pixels, description })));
    expect([array!.shape, array!.warnings]).toEqual([
      [3, 4],
      ["ImageJ's note speaks of 12 images (1 channels, 12 slices, 1 frames), the file has 1."],
    ]);
    const [other] = await openSource(
      memorySource("a.tif", tiff({ width: 4, height: 3, data: pixels, description: "ImageJ=1.54\nimages=12\n" })),
    );
    expect(other!.warnings.join()).toMatch(/speaks of 12 images.*the file has 1/);
  });

  test("channels come before slices; one is chosen", async () => {
    const bytes = tiff({
      width: 1,
      height: 2,
      data: pixels,
      description: "ImageJ=1.54\nimages=6\nchannels=2\nslices=3\nhyperstack=true\n",
      tags: { 279: 2 },
    });
    const [array] = await openSource(memorySource("a.tif", bytes));
    expect([array!.shape, array!.axes]).toEqual([[3, 2, 2, 1], "zcyx"]);
    expect([...(await decodeBytes("a.tif", bytes, { at: { c: 1 } })).volume.data]).toEqual([2, 3, 6, 7, 10, 11]);
  });
});

describe("tifffile", () => {
  const pixels = Uint8Array.from({ length: 12 }, (_, at) => at);
  const open = (description: string, length = 12) =>
    openSource(
      memorySource(
        "a.tif",
        tiff({ width: 2, height: 1, data: pixels.slice(0, length), description, tags: { 279: 2 } }),
      ),
    );

  test.each([
    ['{"shape": [6, 1, 2]}', [6, 1, 2], "zyx"],
    ['{"shape": [2, 3, 1, 2], "truncated": true}', [2, 3, 1, 2], "czyx"],
    ['{"shape": [2, 3, 1, 2], "axes": "ZCYX"}', [2, 3, 1, 2], "zcyx"],
    ['{"shape": [2, 1, 3, 1, 2], "axes": "TQZYX"}', [2, 3, 1, 2], "tzyx"],
    ["shape=(3, 2, 1, 2)", [3, 2, 1, 2], "czyx"],
  ])("says in its note how pages are ordered: %s", async (note, shape, axes) => {
    const [array] = await open(note);
    expect([array!.shape, array!.axes, array!.warnings]).toEqual([shape, axes, []]);
    expect([...(await array!.read(wholeBox(shape)))]).toEqual([...pixels]);
  });

  test("may speak of more pages than there are, which is warned of, or refused where the file was cut off", async () => {
    const [array] = await open('{"shape": [6, 1, 2]}', 2);
    expect([array!.shape, array!.warnings]).toEqual([
      [1, 2],
      ["The note of tifffile speaks of 6 images (6 × 1 × 2), the file has 1."],
    ]);
    await expect(open('{"shape": [6, 1, 2]}', 7)).rejects.toThrow(
      /tifffile speaks of 6 images of 2 × 1, but the file ends after 3/,
    );
  });

  test("is not taken for one where the note is of something else", async () => {
    for (const note of ['{"shape": "round"}', '{"shape": [7, 9]}', "{", "[]", '{"a": 1}'])
      expect((await open(note, 2))[0]!.warnings).toEqual([]);
  });
});

test("PackBits runs are undone", () => {
  // The example of Apple's Technical Note 1023.
  const packed = Uint8Array.of(
    0xfe,
    0xaa,
    0x02,
    0x80,
    0x00,
    0x2a,
    0xfd,
    0xaa,
    0x03,
    0x80,
    0x00,
    0x2a,
    0x22,
    0xf7,
    0xaa,
  );
  expect([...unpackBits(packed, 24)].map((byte) => byte.toString(16)).join(" ")).toBe(
    "aa aa aa 80 0 2a aa aa aa aa 80 0 2a 22 aa aa aa aa aa aa aa aa aa aa",
  );
  expect(() => unpackBits(packed, 25)).toThrow(/ends after 24 of 25 bytes/);
});

/** LZW as TIFF 6.0 writes it (high bit first, one early) or as the writers before it did. */
function packLzw(data: Uint8Array, isOld: boolean): Uint8Array<ArrayBuffer> {
  const bits: number[] = [];
  let [table, width] = [new Map<string, number>(), 9];
  const put = (code: number) => {
    for (let bit = 0; bit < width; bit++) bits.push((code >> (isOld ? bit : width - 1 - bit)) & 1);
  };
  const reset = () => {
    put(256);
    table = new Map(Array.from({ length: 256 }, (_, byte) => [String(byte), byte]));
    width = 9;
  };
  reset();
  let next = 258;
  let held = "";
  for (const byte of data) {
    const longer = held === "" ? String(byte) : `${held},${byte}`;
    if (table.has(longer)) {
      held = longer;
      continue;
    }
    put(table.get(held)!);
    table.set(longer, next++);
    if (next > (1 << width) - (isOld ? 0 : 1) && width < 12) width++;
    if (next >= 4094) {
      reset();
      next = 258;
    }
    held = String(byte);
  }
  if (held !== "") put(table.get(held)!);
  put(257);
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
    bits.slice(8 * at, 8 * at + 8).reduce((byte, bit, place) => byte | (bit << (isOld ? place : 7 - place)), 0),
  );
}

describe.each([
  ["as TIFF 6.0 has it", false],
  ["as older writers have it", true],
] as const)("LZW %s", (_, isOld) => {
  test("is undone", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 9000 }), (values) => {
        const data = Uint8Array.from(values);
        expect(unpackLzw(packLzw(data, isOld), data.length)).toEqual(data);
      }),
      { numRuns: 60 },
    );
  });

  test("that was cut off is refused", () => {
    const packed = packLzw(
      Uint8Array.from({ length: 400 }, (_unused, at) => at % 251),
      isOld,
    );
    expect(() => unpackLzw(packed.slice(0, 100), 400)).toThrow(/LZW compression (ends after|is damaged)/);
  });
});

test("pages whose values mean different things are refused", async () => {
  const look = { width: 8, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
  expect(await voxels(withSecondPage(look, 262, 1))).toHaveLength(16);
  await expect(voxels(withSecondPage(look, 262, 0))).rejects.toThrow(
    /page 0 is 8 × 1, uint8, black is 0, page 1 is 8 × 1, uint8, white is 0/,
  );
  await expect(voxels(withSecondPage({ ...look, tags: { 279: 1 } }, 258, 1))).rejects.toThrow(
    /differ: page 0 is .*, page 1 is 8 × 1, uint8 of 1 bits/,
  );
  await expect(voxels(withSecondPage({ ...look, width: 4, tags: { 258: 16 } }, 258, 12))).rejects.toThrow(
    /page 1 is 4 × 1, uint16 of 12 bits/,
  );
  await expect(voxels(withSecondPage({ ...look, tags: { 262: 3, 320: 5 } }, 320, 6))).rejects.toThrow(
    /page 1 has another palette/,
  );
});
