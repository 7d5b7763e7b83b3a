import { zlibSync } from "fflate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wholeBox } from "../../../core/image/boxes.ts";
import { openSource } from "../index.ts";
import { crc32 } from "../reading/checksums.ts";
import { memorySource } from "../reading/sources.ts";

const read = async (bytes: Uint8Array<ArrayBuffer>) => {
  const [array] = await openSource(memorySource("a.png", bytes));
  return { shape: array!.shape, samples: await array!.read(wholeBox(array!.shape)) };
};

/** 8 × 8 greys of 4 bits, interlaced, its rows filtered in all ways, its data in three chunks. */
const OTHERS = Uint8Array.from(
  Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIBAAAAAFTkzzAAAAAD0lEQVR4nAEwAM//AjACwAN2BPtzGmmlAAAAD0lEQVQApwAbuAQDnwQyIgE4HAFOeKTTAAAAD0lEQVT4PwTVgwIbAe3iAZBh/NJoi12VAAAADklEQVQEukcTKAEPm+dOVRoPm+ac+1sAAAAASUVORK5CYII=",
    "base64",
  ),
);
const OTHERS_GREYS = [
  3, 3, 15, 2, 12, 5, 11, 4, 1, 11, 0, 1, 14, 13, 14, 2, 1, 3, 11, 8, 11, 5, 8, 4, 9, 0, 15, 1, 14, 13, 11, 15, 7, 15,
  10, 8, 6, 3, 7, 7, 4, 10, 13, 7, 14, 10, 14, 7, 1, 12, 14, 13, 5, 11, 7, 10, 0, 15, 10, 10, 9, 1, 13, 15,
];

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly samples: readonly number[];
}

/** An interlaced palette PNG without filters. */
function interlaced({ width, height, bits, samples }: Picture): Uint8Array<ArrayBuffer> {
  const rows: number[] = [];
  for (const [top, left, down, across] of [
    [0, 0, 8, 8],
    [0, 4, 8, 8],
    [4, 0, 8, 4],
    [0, 2, 4, 4],
    [2, 0, 4, 2],
    [0, 1, 2, 2],
    [1, 0, 2, 1],
  ] as const) {
    if (left >= width) continue;
    for (let row = top; row < height; row += down) {
      const packed = new Array<number>(1 + Math.ceil((Math.ceil((width - left) / across) * bits) / 8)).fill(0);
      for (let column = left, place = 0; column < width; column += across, place += bits)
        packed[1 + (place >> 3)]! |= samples[row * width + column]! << (8 - bits - (place & 7));
      rows.push(...packed);
    }
  }
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([bits, 3, 0, 0, 1], 8);
  return new Uint8Array(
    Buffer.concat([
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
      chunk("IHDR", header),
      chunk("PLTE", new Uint8Array(3 * 2 ** bits)),
      chunk("IDAT", zlibSync(Uint8Array.from(rows))),
      chunk("IEND", new Uint8Array(0)),
    ]),
  );
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, crc32(bytes.subarray(4, content.length + 8)));
  return bytes;
}

describe("interlaced PNG of less than 8 bits", () => {
  test("is read as another program wrote it, greys spread over 0 to 255", async () => {
    const { shape, samples } = await read(OTHERS);
    expect([shape, [...samples]]).toEqual([[8, 8], OTHERS_GREYS.map((grey) => grey * 17)]);
  });

  test("gives each pixel of every size its palette index", async () => {
    const pictures = fc
      .record({
        width: fc.integer({ min: 1, max: 19 }),
        height: fc.integer({ min: 1, max: 19 }),
        bits: fc.constantFrom(1, 2, 4),
      })
      .chain(({ width, height, bits }) =>
        fc
          .array(fc.integer({ min: 0, max: 2 ** bits - 1 }), { minLength: width * height, maxLength: width * height })
          .map((samples) => ({ width, height, bits, samples })),
      );
    await fc.assert(
      fc.asyncProperty(pictures, async (picture) => {
        expect([...(await read(interlaced(picture))).samples]).toEqual(picture.samples);
      }),
      { numRuns: 60 },
    );
  });

  test("is refused where a byte was changed, or without its end", async () => {
    for (const at of [17, 60, 140]) {
      const damaged = OTHERS.slice();
      damaged[at]! ^= 1;
      await expect(read(damaged)).rejects.toMatchObject({ name: "UnreadableFile" });
    }
    await expect(read(OTHERS.slice(0, -12))).rejects.toThrow(/This PNG has no end/);
  });
});
