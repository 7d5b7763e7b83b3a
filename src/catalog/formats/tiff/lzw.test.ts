import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unpackLzw } from "./lzw.ts";

type Order = "high bit first" | "low bit first";

const [CLEAR, END, FIRST] = [256, 257, 258];

/** Codes with their widths as bytes. */
function packed(codes: readonly (readonly [code: number, width: number])[], order: Order): Uint8Array<ArrayBuffer> {
  const bits = codes.flatMap(([code, width]) => {
    const low = Array.from({ length: width }, (_, bit) => (code >> bit) & 1);
    return order === "low bit first" ? low : low.toReversed();
  });
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, at) => (bytes[at >> 3]! |= bit << (order === "low bit first" ? at & 7 : 7 - (at & 7))));
  return bytes;
}

/** The plainest encoder: a table of texts; the full table is cleared, or kept as it is. */
function encode(data: Uint8Array, order: Order, isCleared = true): Uint8Array<ArrayBuffer> {
  const early = order === "high bit first" ? 1 : 0;
  const codes: [number, number][] = [[CLEAR, 9]];
  let [table, free, width, prefix] = [new Map<string, number>(), FIRST, 9, ""];
  const codeOf = (text: string) => (text.length === 1 ? text.charCodeAt(0) : table.get(text)!);
  for (const byte of [...data, null]) {
    const longer = prefix + (byte === null ? "" : String.fromCharCode(byte));
    if (byte !== null && (longer.length === 1 || table.has(longer))) {
      prefix = longer;
      continue;
    }
    if (prefix !== "") codes.push([codeOf(prefix), width]);
    if (byte === null) break;
    if (free < 4096) table.set(longer, free++);
    if (free + early > 1 << width && width < 12) width++;
    if (free === 4094 && isCleared) {
      codes.push([CLEAR, width]);
      [table, free, width] = [new Map<string, number>(), FIRST, 9];
    }
    prefix = String.fromCharCode(byte);
  }
  return packed([...codes, [END, width]], order);
}

/** A fixed sequence of numbers that look random, of so many kinds. */
function noise(length: number, kinds: number): Uint8Array {
  let state = 12345;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 16) % kinds;
  });
}

describe.each(["high bit first", "low bit first"] as const)("LZW, %s", (order) => {
  test("gives back what was packed", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.array(fc.constantFrom(0, 7), { minLength: 1, maxLength: 600 }).map((values) => Uint8Array.from(values)),
    );
    fc.assert(
      fc.property(bytes, (data) => {
        expect(unpackLzw(encode(data, order), data.length)).toEqual(Uint8Array.from(data));
      }),
    );
  });

  test("widens its codes from 9 to 12 bits, and begins anew when the table is full", () => {
    const data = noise(20_000, 256);
    expect(unpackLzw(encode(data, order), data.length)).toEqual(data);
  });

  test("goes on with a full table that nobody cleared", () => {
    const data = noise(20_000, 256);
    expect(unpackLzw(encode(data, order, false), data.length)).toEqual(data);
  });

  test("knows the code that is not in the table yet: aaa is a and the code that stands for aa", () => {
    const codes = [CLEAR, 97, FIRST, END].map((code) => [code, 9] as const);
    expect([...unpackLzw(packed(codes, order), 3)]).toEqual([97, 97, 97]);
  });

  test("stops at the size that is asked for, though the last code stands for more", () => {
    const codes = [CLEAR, 1, FIRST, FIRST + 1].map((code) => [code, 9] as const);
    expect([...unpackLzw(packed(codes, order), 4)]).toEqual([1, 1, 1, 1]);
  });

  test("refuses a code beyond the table", () => {
    for (const codes of [
      [CLEAR, 97, FIRST + 1],
      [CLEAR, FIRST],
      [CLEAR, 97, 98, CLEAR, FIRST],
    ])
      expect(() =>
        unpackLzw(
          packed(
            codes.map((code) => [code, 9] as const),
            order,
          ),
          50,
        ),
      ).toThrow("Its LZW compression is damaged. Download or save the file again.");
  });

  test("says how far it came where data end too early, by the end code or without it", () => {
    const codes = [CLEAR, 97, 98].map((code) => [code, 9] as const);
    for (const ended of [codes, [...codes, [END, 9] as const]])
      expect(() => unpackLzw(packed(ended, order), 5)).toThrow(/ends after 2 of 5 bytes/);
  });
});
