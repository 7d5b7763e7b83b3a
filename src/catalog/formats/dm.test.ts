import { describe, expect, test } from "vitest";
import { wholeBox } from "../../core/image/boxes.ts";
import { swapBytes } from "../../core/image/elements.ts";
import dm from "./dm.ts";
import { readTags, type TagTree } from "./reading/dmTags.ts";
import { memorySource } from "./reading/sources.ts";

interface Look {
  readonly version: 3 | 4;
  readonly isLittleEndian: boolean;
}

/** A tag of a group, or of data: the words that describe its type, and its bytes. */
type Tag = readonly [name: string, content: readonly Tag[] | { readonly words: readonly number[]; bytes: Uint8Array }];

function bytesOf(value: number | bigint, length: number): readonly number[] {
  return Array.from({ length }, (_, at) => Number((BigInt(value) >> BigInt(8 * (length - 1 - at))) & 255n));
}

/** Writes tags as DigitalMicrograph does: its own numbers high byte first, counts of 64 bits in version 4. */
function fileOf(tags: readonly Tag[], { version, isLittleEndian }: Look): Uint8Array<ArrayBuffer> {
  const size = (value: number) => bytesOf(value, version === 4 ? 8 : 4);
  const group = (inner: readonly Tag[]): readonly number[] => [0, 0, ...size(inner.length), ...inner.flatMap(tag)];
  const tag = ([name, content]: Tag): readonly number[] => {
    const body =
      "words" in content
        ? [37, 37, 37, 37, ...size(content.words.length), ...content.words.flatMap(size), ...content.bytes]
        : group(content);
    const letters = [...new TextEncoder().encode(name)];
    return [
      "words" in content ? 21 : 20,
      ...bytesOf(name.length, 2),
      ...letters,
      ...(version === 4 ? size(body.length) : []),
      ...body,
    ];
  };
  const body = group(tags);
  return Uint8Array.from([
    ...bytesOf(version, 4),
    ...size(body.length),
    ...bytesOf(isLittleEndian ? 1 : 0, 4),
    ...body,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  ]);
}

const turned = (bytes: Uint8Array, size: number, { isLittleEndian }: Look): Uint8Array => {
  const result = bytes.slice();
  if (!isLittleEndian) swapBytes(result, size);
  return result;
};
const number = (name: string, value: number, look: Look): Tag => [
  name,
  { words: [5], bytes: turned(new Uint8Array(Uint32Array.of(value).buffer), 4, look) },
];
const real = (name: string, value: number, look: Look): Tag => [
  name,
  { words: [6], bytes: turned(new Uint8Array(Float32Array.of(value).buffer), 4, look) },
];
const text = (name: string, value: string, look: Look): Tag => {
  const letters = Uint16Array.from(value, (letter) => letter.charCodeAt(0));
  return [name, { words: [20, 4, value.length], bytes: turned(new Uint8Array(letters.buffer), 2, look) }];
};

interface Image {
  readonly type: number;
  readonly extents: readonly number[];
  readonly data: Tag;
  readonly units?: string;
}

const array = (words: readonly number[], bytes: Uint8Array): Tag => ["Data", { words, bytes }];

function imageTag({ type, extents, data, units }: Image, look: Look): Tag {
  const scales = extents.map((_, axis): Tag => ["", [real("Scale", axis + 2, look), text("Units", units ?? "", look)]]);
  return [
    "",
    [
      [
        "ImageData",
        [
          ["Calibrations", [["Dimension", units === undefined ? [] : scales]]],
          data,
          number("DataType", type, look),
          ["Dimensions", extents.map((extent) => number("", extent, look))],
        ],
      ],
    ],
  ];
}

const open = (images: readonly Image[], look: Look) =>
  dm.open(memorySource("a.dm3", fileOf([["ImageList", images.map((image) => imageTag(image, look))]], look)));

const looks: readonly Look[] = [
  { version: 3, isLittleEndian: true },
  { version: 3, isLittleEndian: false },
  { version: 4, isLittleEndian: true },
  { version: 4, isLittleEndian: false },
];
const [plain] = looks as readonly [Look];

/** Three by two 16-bit values, little-endian. */
const values = new Uint8Array(Uint16Array.of(1, 2, 3, 400, 500, 60_000).buffer);

describe.each(looks)("a file of DigitalMicrograph %o", (look) => {
  const grey = { type: 10, extents: [3, 2], data: array([20, 4, 6], turned(values, 2, look)) };
  const longer = (image: Image): Image => ({ ...image, units: "nm" });

  test("gives its image slowest axis first, with its scale", async () => {
    const [found] = await open([longer(grey)], look);
    expect([found!.shape, found!.axes, found!.dtype]).toEqual([[2, 3], "yx", "uint16"]);
    expect(found!.voxelSizeNm).toEqual([2, 3, 2]);
    expect(await found!.read(wholeBox([2, 3]))).toEqual(values);
    expect(found!.description).toBe(`DM${look.version}, 2 × 3, uint16`);
  });

  test("leaves out the thumbnail, which comes first, and numbers several images", async () => {
    const bright = { type: 6, extents: [2, 1], data: array([20, 8, 2], Uint8Array.of(7, 9)) };
    expect((await open([bright, grey], look)).map(({ name, shape }) => [name, shape])).toEqual([["", [2, 3]]]);
    expect((await open([bright, grey, bright], look)).map(({ name, shape }) => [name, shape])).toEqual([
      ["image 0", [2, 3]],
      ["image 1", [1, 2]],
    ]);
  });

  test("reads single numbers of every type", async () => {
    const one = (type: number, bytes: ArrayBuffer): Tag => [
      `type ${type}`,
      { words: [type], bytes: turned(new Uint8Array(bytes), bytes.byteLength, look) },
    ];
    const tags = [
      one(2, Int16Array.of(-300).buffer),
      one(3, Int32Array.of(-70_000).buffer),
      one(4, Uint16Array.of(60_000).buffer),
      one(5, Uint32Array.of(4e9).buffer),
      one(6, Float32Array.of(1.5).buffer),
      one(7, Float64Array.of(-0.1).buffer),
      one(8, Uint8Array.of(1).buffer),
      one(10, Uint8Array.of(200).buffer),
      one(11, BigInt64Array.of(-5n).buffer),
      one(12, BigUint64Array.of(2n ** 40n).buffer),
    ];
    const { tree, version } = await readTags(memorySource("a", fileOf(tags, look)));
    expect(version).toBe(look.version);
    expect(Object.values(tree)).toEqual([-300, -70_000, 60_000, 4e9, 1.5, -0.1, 1, 200, -5, 2 ** 40]);
  });

  test("numbers tags without a name, and passes over records and texts", async () => {
    const tags: readonly Tag[] = [
      number("", 11, look),
      ["point", { words: [15, 0, 2, 0, 6, 0, 2], bytes: new Uint8Array(6) }],
      ["points", { words: [20, 15, 0, 2, 0, 6, 0, 2, 3], bytes: new Uint8Array(18) }],
      ["words", { words: [18, 5], bytes: new Uint8Array(5) }],
      text("units", "µm", look),
      number("", 12, look),
      ["inner", [number("x", 13, look)]],
    ];
    const { tree } = await readTags(memorySource("a", fileOf(tags, look)));
    expect(tree).toMatchObject({ 0: 11, 1: 12, units: { text: "µm" }, inner: { x: 13 } });
    expect(["point", "points", "words"].map((name) => (tree[name] as TagTree).bytes)).toEqual([6, 18, 5]);
  });
});

describe("a DM file is refused", () => {
  const grey = { type: 10, extents: [3, 2], data: array([20, 4, 6], values) };

  test.each([
    ["without an image", [], /This DM3 file has no image/],
    ["with packed colours", [{ ...grey, type: 23 }], /DigitalMicrograph type 23 \(packed colours\)/],
    ["with a type nobody knows", [{ ...grey, type: 99 }], /DigitalMicrograph type 99; grey images/],
    ["with other extents", [{ ...grey, extents: [3, 3] }], /3 × 3 pixels of uint16, 18 bytes, but 12 are there/],
    ["without pixels", [{ ...grey, data: number("Data", 1, plain) }], /names an image without pixels/],
  ] as const)("%s", async (_, images, refusal) => {
    await expect(open(images, plain)).rejects.toThrow(refusal);
  });

  test("with another version", async () => {
    const bytes = fileOf([], plain);
    bytes[3] = 5;
    await expect(readTags(memorySource("a", bytes))).rejects.toThrow(/version 5; 3 and 4 can be opened/);
  });

  test("with damaged tags", async () => {
    const refused = async (tag: Tag, refusal: RegExp) =>
      expect(readTags(memorySource("a", fileOf([tag], plain)))).rejects.toThrow(refusal);
    await refused(["a", { words: [], bytes: new Uint8Array(4) }], /Its tags are damaged at byte/);
    await refused(["a", { words: [99], bytes: new Uint8Array(4) }], /99 is no type/);
    await refused(["a", { words: [20, 99, 1], bytes: new Uint8Array(4) }], /arrays of type 99/);
    await refused(["a", { words: [20, 5, 1000], bytes: new Uint8Array(4) }], /speak of 4000 bytes.*It was cut off/);
    const kind = fileOf([number("a", 1, plain)], plain);
    kind[18] = 22;
    await expect(readTags(memorySource("a", kind))).rejects.toThrow(/22 is no kind of tag/);
  });

  test("with groups in groups without end", async () => {
    let tag: Tag = ["a", []];
    for (let depth = 0; depth < 70; depth++) tag = ["a", [tag]];
    await expect(readTags(memorySource("a", fileOf([tag], plain)))).rejects.toThrow(/nested too deeply/);
  });

  test("where it was cut off", async () => {
    const bytes = fileOf([number("a", 1, plain)], plain);
    await expect(readTags(memorySource("a", bytes.slice(0, 24)))).rejects.toMatchObject({ name: "UnreadableFile" });
  });
});

test("a scale in a unit that is no length gives no voxel size", async () => {
  const image = { type: 10, extents: [3, 2], data: array([20, 4, 6], values), units: "1/nm" };
  expect((await open([image], plain))[0]!.voxelSizeNm).toBeNull();
  expect((await open([{ ...image, units: "µm" }], plain))[0]!.voxelSizeNm).toEqual([2000, 3000, 2000]);
});
