import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { swapBytes } from "../../../core/image/elements.ts";
import { undoPredictor, type Rows } from "./predictor.ts";

const anyRows = fc.record({
  width: fc.integer({ min: 1, max: 9 }),
  samples: fc.integer({ min: 1, max: 4 }),
  size: fc.constantFrom(1, 2, 4, 8),
  isLittleEndian: fc.boolean(),
});

/** Some rows with numbers for all their bytes. */
const anyImage = (rows: fc.Arbitrary<Rows>) =>
  rows.chain((each) => {
    const length = 3 * each.width * each.samples * each.size;
    return fc.tuple(fc.constant(each), fc.uint8Array({ minLength: length, maxLength: length }));
  });

/** Little-endian elements minus those of the pixel before, modulo their range. */
function differences(bytes: Uint8Array, { width, samples, size }: Rows): Uint8Array<ArrayBuffer> {
  const numberAt = (at: number) =>
    bytes.subarray(at * size, at * size + size).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const result = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length / size; at++) {
    const before = at % (width * samples) < samples ? 0n : numberAt(at - samples);
    let difference = BigInt.asUintN(8 * size, numberAt(at) - before);
    for (let byte = 0; byte < size; byte++, difference >>= 8n) result[at * size + byte] = Number(difference & 255n);
  }
  return result;
}

describe("predictor 2", () => {
  test("undoes differences of each sample, row by row, in either order of bytes", () => {
    fc.assert(
      fc.property(anyImage(anyRows), ([rows, image]) => {
        const bytes = differences(image, rows);
        if (!rows.isLittleEndian) swapBytes(bytes, rows.size);
        undoPredictor(bytes, 2, rows);
        expect(bytes).toEqual(Uint8Array.from(image));
      }),
    );
  });

  test("wraps around: 250 and 10 more are 4", () => {
    const bytes = Uint8Array.of(250, 10, 1, 7, 255, 255);
    undoPredictor(bytes, 2, { width: 3, samples: 1, size: 1, isLittleEndian: true });
    expect([...bytes]).toEqual([250, 4, 5, 7, 6, 5]);
  });

  test("adds red to red: pixels of three samples", () => {
    const bytes = Uint8Array.of(10, 20, 30, 1, 2, 3);
    undoPredictor(bytes, 2, { width: 2, samples: 3, size: 1, isLittleEndian: true });
    expect([...bytes]).toEqual([10, 20, 30, 11, 22, 33]);
  });
});

describe("predictor 3", () => {
  /** High bytes of a row first, then the next, as differences to the byte `samples` before (Adobe's technical note 3). */
  function encoded(image: Uint8Array, { width, samples, size }: Rows): Uint8Array<ArrayBuffer> {
    const count = width * samples;
    const result: number[] = [];
    for (let start = 0; start < image.length; start += count * size) {
      const planes = Array.from({ length: size }, (_, plane) =>
        Array.from({ length: count }, (_, at) => image[start + at * size + size - 1 - plane]!),
      ).flat();
      result.push(...planes.map((byte, at) => byte - (planes[at - samples] ?? 0)));
    }
    return Uint8Array.from(result);
  }

  test("gathers the bytes of each number again, whatever the file's order of bytes is", () => {
    fc.assert(
      fc.property(anyImage(anyRows.map((rows) => ({ ...rows, size: Math.max(2, rows.size) }))), ([rows, image]) => {
        const bytes = encoded(image, rows);
        undoPredictor(bytes, 3, rows);
        expect(bytes).toEqual(Uint8Array.from(image));
      }),
    );
  });

  test("1 and 1.5 as their high bytes, then the others", () => {
    // 0x3f800000 and 0x3fc00000: planes 3f 3f | 80 c0 | 00 00 | 00 00
    const bytes = Uint8Array.of(0x3f, 0, 0x41, 0x40, 0x40, 0, 0, 0);
    undoPredictor(bytes, 3, { width: 2, samples: 1, size: 4, isLittleEndian: false });
    expect([...new Float32Array(bytes.buffer)]).toEqual([1, 1.5]);
  });
});

test("without a predictor only the order of bytes changes, to little-endian", () => {
  const rows = { width: 2, samples: 1, size: 2, isLittleEndian: false };
  const bytes = Uint8Array.of(1, 2, 3, 4);
  undoPredictor(bytes, 1, rows);
  expect([...bytes]).toEqual([2, 1, 4, 3]);
  undoPredictor(bytes, 1, { ...rows, isLittleEndian: true });
  expect([...bytes]).toEqual([2, 1, 4, 3]);
});
