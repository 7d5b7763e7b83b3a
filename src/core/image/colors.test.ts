import { expect, test } from "vitest";
import { COLOR_PARTS, greyOf } from "./colors.ts";

test("grey is the luminance of a colour, or one of its channels", () => {
  const colors = Int32Array.of(0xff8000, 0x0000ff, 0xffffff);
  expect(COLOR_PARTS.map((part) => [...greyOf(colors, part)])).toEqual([
    [151, 29, 255],
    [255, 0, 255],
    [128, 0, 255],
    [0, 255, 255],
  ]);
  expect(greyOf(colors)).toEqual(greyOf(colors, "brightness"));
});
