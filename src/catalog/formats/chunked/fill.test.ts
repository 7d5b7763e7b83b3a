import { expect, test } from "vitest";
import { voxelsOf } from "../../../core/image/elements.ts";
import { fillBytes } from "./fill.ts";

test("fill values are numbers, words, or the bits of a number", () => {
  const read = (value: unknown, dtype: "float16" | "float32" | "float64" | "uint16" | "int32") => voxelsOf(fillBytes(value, dtype), dtype)[0];
  for (const value of [0, 1.5, -2, 0.25, 65504]) expect(read(value, "float16")).toBe(value);
  expect(read("NaN", "float16")).toBeNaN();
  expect(read("-Infinity", "float32")).toBe(-Infinity);
  expect(read("0x7fc00000", "float32")).toBeNaN();
  expect(read("0x3fc00000", "float32")).toBe(1.5);
  expect(read("0x3e00", "float16")).toBe(1.5);
  expect(read(0.1, "float64")).toBe(0.1);
  expect(read(-7, "int32")).toBe(-7);
  expect(read(60000, "uint16")).toBe(60000);
});
