import fc from "fast-check";
import { expect, test } from "vitest";
import { centreOf, convExtent, halfPixel, reachOf, samePadding } from "./semantics.ts";

const window = fc.record({
  size: fc.integer({ min: 1, max: 7 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 3 }),
});

test("a map padded as 'same' says is as large without padding as 'same' makes it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), window, (extent, given) => {
      const { before, after } = samePadding(extent, given);
      const padded = extent + before + after;
      const cut = Math.max(padded, reachOf(given));
      expect(convExtent(cut, given, "valid")).toBe(convExtent(extent, given, "same"));
      expect([0, 1]).toContain(after - before);
    }),
  );
});

test.each([
  ["an even kernel", 8, { size: 2, stride: 1, dilation: 1 }, [0, 1]],
  ["stride 2 on an even extent", 8, { size: 3, stride: 2, dilation: 1 }, [0, 1]],
  ["stride 2 on an odd extent", 7, { size: 3, stride: 2, dilation: 1 }, [1, 1]],
  ["a kernel smaller than its stride", 8, { size: 1, stride: 2, dilation: 1 }, [0, 0]],
  ["dilation 2", 8, { size: 3, stride: 1, dilation: 2 }, [2, 2]],
] as const)("%s is padded as TensorFlow does", (_, extent, given, [before, after]) => {
  expect(samePadding(extent, given)).toEqual({ before, after });
});

test("the centre of an odd difference lies nearer to the first voxel", () => {
  expect([centreOf(9, 4), centreOf(8, 8), centreOf(5, 4)]).toEqual([2, 0, 0]);
});

test("an enlarged map's voxels lie at half voxels, and beyond the borders on them", () => {
  expect([0, 1, 2, 3, 4, 5].map((fine) => halfPixel(fine, 2, 3))).toEqual([0, 0.25, 0.75, 1.25, 1.75, 2]);
});
