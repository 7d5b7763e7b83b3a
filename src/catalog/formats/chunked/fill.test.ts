import { expect, test } from "vitest";
import { voxelsOf, widenedHalves } from "../../../core/image/elements.ts";
import { fillBytes } from "./fill.ts";

test("fill values are numbers, words, or the bits of a number", () => {
  const read = (value: unknown, dtype: "float16" | "float32" | "float64" | "uint16" | "int32") =>
    voxelsOf(fillBytes(value, dtype), dtype)[0];
  for (const value of [0, 1.5, -2, 0.25, 65504, 2 ** -14, 2 ** -24, -Infinity])
    expect(read(value, "float16")).toBe(value);
  expect(read("NaN", "float16")).toBeNaN();
  expect(read("-Infinity", "float32")).toBe(-Infinity);
  expect(read("0x7fc00000", "float32")).toBeNaN();
  expect(read("0x3fc00000", "float32")).toBe(1.5);
  expect(read("0x3e00", "float16")).toBe(1.5);
  expect(read(0.1, "float64")).toBe(0.1);
  expect(read(-7, "int32")).toBe(-7);
  expect(read(60000, "uint16")).toBe(60000);
  expect(new BigUint64Array(fillBytes("18446744073709551615", "uint64").buffer)[0]).toBe(2n ** 64n - 1n);
  expect(new BigInt64Array(fillBytes("-9223372036854775807", "int64").buffer)[0]).toBe(-(2n ** 63n) + 1n);
});

test("every half survives, and what lies between two goes to the nearer", () => {
  const halves = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits).filter((bits) => (bits & 0x7fff) <= 0x7c00);
  const back = widenedHalves(halves).map((value) =>
    new DataView(fillBytes(value, "float16").buffer).getUint16(0, true),
  );
  expect(Uint16Array.from(back)).toEqual(halves);
  expect(widenedHalves(new Uint16Array(fillBytes(2049.5, "float16").buffer))[0]).toBe(2050);
});

test("complex fill values are pairs, each part spelled like a number", () => {
  expect([...new Float32Array(fillBytes([1.5, "-Infinity"], "complex64").buffer)]).toEqual([1.5, -Infinity]);
  expect([...new Float64Array(fillBytes([-2, 0.1], "complex128").buffer)]).toEqual([-2, 0.1]);
  expect([...new Float32Array(fillBytes(["0x7fc00000", "0x3fc00000"], "complex64").buffer)]).toEqual([Number.NaN, 1.5]);
  expect([...new Float32Array(fillBytes(null, "complex64").buffer)]).toEqual([0, 0]);
});
