import { expect, test } from "vitest";
import { scaleBarOf } from "./scaleBar.ts";

test("a scale bar is the longest round length that fits", () => {
  expect(scaleBarOf(10, 130)).toEqual({ width: 100, text: "1\u00A0µm" });
  expect(scaleBarOf(4, 130)).toEqual({ width: 125, text: "500\u00A0nm" });
  expect(scaleBarOf(1.6, 130)).toEqual({ width: 125, text: "200\u00A0nm" });
});
