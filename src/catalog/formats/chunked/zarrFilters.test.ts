import { describe, expect, test } from "vitest";
import { filterChain } from "./zarrFilters.ts";

const bytesOf = (...values: readonly number[]) => Uint8Array.from(values);
const undone = (filters: readonly object[], code: string, count: number, encoded: Uint8Array<ArrayBuffer>) => {
  const chain = filterChain(filters, count, code, "x");
  expect(chain.encodedBytes).toBe(encoded.length);
  return chain.undo(encoded);
};

describe("filters of numcodecs", () => {
  test("shuffle puts the bytes of each element together", () => {
    expect(undone([{ id: "shuffle", elementsize: 2 }], "<u2", 3, bytesOf(1, 2, 3, 10, 20, 30))).toEqual(
      bytesOf(1, 10, 2, 20, 3, 30),
    );
    expect(() => undone([{ id: "shuffle", elementsize: 4 }], "<u2", 3, bytesOf(1, 2, 3, 10, 20, 30))).toThrow(
      /shuffled by elements of 4/,
    );
  });

  test("delta sums up, wraps, and minds the order of bytes", () => {
    expect(undone([{ id: "delta", dtype: "|u1", astype: "|i1" }], "|u1", 4, bytesOf(250 - 256, 3, 4, 255))).toEqual(
      bytesOf(250, 253, 1, 0),
    );
    expect(undone([{ id: "delta", dtype: ">i2", astype: ">i2" }], ">i2", 3, bytesOf(1, 0, 0, 1, 255, 254))).toEqual(
      bytesOf(1, 0, 1, 1, 0, 255),
    );
    const half = new Uint8Array(Float32Array.of(0.5, 0.25, -1).buffer);
    expect(new Float32Array(undone([{ id: "delta", dtype: "<f4" }], "<f4", 3, half).buffer)).toEqual(
      Float32Array.of(0.5, 0.75, -0.25),
    );
    const tenths = new Float32Array(10).fill(0.1);
    const sum = tenths.reduce((total, each) => Math.fround(total + each), 0);
    expect(
      new Float32Array(undone([{ id: "delta", dtype: "<f4" }], "<f4", 10, new Uint8Array(tenths.buffer)).buffer)[9],
    ).toBe(sum);
  });

  test("fixedscaleoffset scales small integers back to numbers", () => {
    const decoded = undone(
      [{ id: "fixedscaleoffset", scale: 10, offset: 1000, dtype: "<f8", astype: "|u1" }],
      "<f8",
      3,
      bytesOf(0, 6, 255),
    );
    expect(new Float64Array(decoded.buffer)).toEqual(Float64Array.of(1000, 1000.6, 1025.5));
  });

  test("packbits gives a truth value for each bit, the highest first", () =>
    expect(undone([{ id: "packbits" }], "|b1", 10, bytesOf(6, 0b10110000, 0b01000000))).toEqual(
      bytesOf(1, 0, 1, 1, 0, 0, 0, 0, 0, 1),
    ));

  test("bitround and quantize have nothing to undo", () => {
    const bytes = new Uint8Array(Float32Array.of(1.5, -2).buffer);
    expect(undone([{ id: "bitround", keepbits: 3 }], "<f4", 2, bytes)).toEqual(bytes);
    expect(undone([{ id: "quantize", digits: 1, dtype: "<f4", astype: "<f4" }], "<f4", 2, bytes)).toEqual(bytes);
  });

  test("are undone from the last to the first", () => {
    const encoded = bytesOf(1, 1, 1, 0, 0, 0);
    expect(
      undone(
        [
          { id: "delta", dtype: "<u2", astype: "<u2" },
          { id: "shuffle", elementsize: 2 },
        ],
        "<u2",
        3,
        encoded,
      ),
    ).toEqual(bytesOf(1, 0, 2, 0, 3, 0));
  });

  test("others, and types that cannot be, are refused by name", () => {
    expect(() => filterChain([{ id: "categorize" }], 2, "<u2", "raw")).toThrow(
      /The array raw is filtered with categorize; shuffle, delta,/,
    );
    expect(() => filterChain([{ id: "delta", dtype: "<i8" }], 2, "<i8", "raw")).toThrow(/Its filter is of type <i8/);
    expect(() => filterChain([{ id: "delta", dtype: "<u4" }], 2, "<u2", "raw")).toThrow(
      /gives numbers of type <u4, its chunks are of <u2/,
    );
  });
});
