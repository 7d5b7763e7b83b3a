import { expect, test } from "vitest";
import { fittedSize, resampleGreys } from "./resample.ts";

test("greys of a smaller picture are means of the pixels that they cover, also where sizes do not divide", () => {
  const greys = Uint8Array.of(0, 10, 20, 30, 40, 50, 60, 70, 80, 90);
  expect([...resampleGreys(greys, [5, 2], [2, 1])]).toEqual([
    (0 + 10 + 50 + 60) / 4,
    (20 + 30 + 40 + 70 + 80 + 90) / 6,
  ]);
  expect(resampleGreys(greys, [5, 2], [5, 2])).toBe(greys);
});

test("a picture is fitted in its proportions, and never enlarged", () => {
  expect(fittedSize([2048, 1024], 256)).toEqual([256, 128]);
  expect(fittedSize([200, 100], 256)).toEqual([200, 100]);
});
