import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unpackBits } from "./packBits.ts";

/** Runs of one byte as runs, all else literally; neither is longer than 128. */
function encode(runs: readonly (readonly [value: number, count: number])[]): Uint8Array {
  return Uint8Array.from(runs.flatMap(([value, count]) => (count === 1 ? [0, value] : [257 - count, value])));
}

const anyRuns = fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 128 })), {
  minLength: 1,
  maxLength: 40,
});

describe("PackBits", () => {
  test("undoes the example of Apple's technical note 1023", () => {
    const packed = Uint8Array.of(
      ...[0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa],
    );
    expect([...unpackBits(packed, 24)]).toEqual([
      ...[0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0xaa, 0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0x22],
      ...Array.from({ length: 10 }, () => 0xaa),
    ]);
  });

  test("gives back any runs", () => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        const data = runs.flatMap(([value, count]) => Array.from({ length: count }, () => value));
        expect([...unpackBits(encode(runs), data.length)]).toEqual(data);
      }),
    );
  });

  test("gives back any stretch of literal bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 128 }), (data) => {
        expect(unpackBits(Uint8Array.of(data.length - 1, ...data), data.length)).toEqual(data);
      }),
    );
  });

  test("skips the byte -128, which is no run", () =>
    expect([...unpackBits(Uint8Array.of(0x80, 0x00, 5, 0x80, 0xff, 6), 3)]).toEqual([5, 6, 6]));

  test("stops at the size that is asked for in the middle of a run, and leaves what follows", () => {
    expect([...unpackBits(Uint8Array.of(0x81, 9, 1, 1, 1), 5)]).toEqual([9, 9, 9, 9, 9]);
    expect([...unpackBits(Uint8Array.of(3, 1, 2, 3, 4), 2)]).toEqual([1, 2]);
  });

  test("refuses data that were cut off anywhere", () => {
    fc.assert(
      fc.property(anyRuns, fc.nat(), (runs, where) => {
        const [packed, size] = [encode(runs), runs.reduce((sum, [, count]) => sum + count, 0)];
        expect(() => unpackBits(packed.subarray(0, where % packed.length), size)).toThrow(
          /PackBits compression ends after \d+ of \d+ bytes/,
        );
      }),
    );
  });
});
