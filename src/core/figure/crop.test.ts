import fc from "fast-check";
import { expect, test } from "vitest";
import { cropRect, movedCrop } from "./crop.ts";

const whole = { x: 0, y: 0, width: 200, height: 100 };

test("a part has the proportions of the whole, around its middle", () => {
  expect(cropRect(whole, { zoom: 1, center: null })).toEqual(whole);
  expect(cropRect(whole, { zoom: 4, center: [100, 50] })).toEqual({ x: 75, y: 38, width: 50, height: 25 });
  expect(cropRect(whole, { zoom: 4, center: [0, 99] })).toEqual({ x: 0, y: 75, width: 50, height: 25 });
});

test("a part is moved by whole pixels and stops at the edge", () => {
  const crop = { zoom: 4, center: [100, 50] as const };
  expect(cropRect(whole, movedCrop(whole, crop, [7, -3]))).toMatchObject({ x: 82, y: 35 });
  const atEdge = movedCrop(whole, crop, [500, 0]);
  expect(cropRect(whole, atEdge).x).toBe(150);
  expect(cropRect(whole, movedCrop(whole, atEdge, [-10, 0])).x).toBe(140);
});

test("a part never leaves the whole", () => {
  const place = fc.double({ min: -500, max: 500, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: 1, max: 60, noNaN: true }), place, place, (zoom, x, y) => {
      const rect = cropRect(whole, { zoom, center: [x, y] });
      expect(rect.x).toBeGreaterThanOrEqual(0);
      expect(rect.y).toBeGreaterThanOrEqual(0);
      expect(rect.x + rect.width).toBeLessThanOrEqual(200);
      expect(rect.y + rect.height).toBeLessThanOrEqual(100);
      expect(Math.min(rect.width, rect.height)).toBeGreaterThanOrEqual(8);
    }),
  );
});
