import { expect, test } from "vitest";
import { insideOf } from "./viewSlice.ts";

test("a view that is centred on a border is moved into the image, one that shows it whole to its middle", () => {
  expect(insideOf([100, 40], [0, 40], 0.25)).toEqual([12.5, 35]);
  expect(insideOf([100, 40], [50, 20], 0.25)).toEqual([50, 20]);
  expect(insideOf([100, 40], [0, 0], 2)).toEqual([50, 20]);
});
