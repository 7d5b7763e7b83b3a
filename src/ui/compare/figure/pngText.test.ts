import { decode, encode } from "fast-png";
import { expect, test } from "vitest";
import { pngText, withPngText } from "./pngText.ts";

const png = encode({ width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6), channels: 3, depth: 8 });

test("a PNG keeps a JSON text and its density, and other programs still read it", () => {
  const json = JSON.stringify({ name: "Zürich µm 膜 \u{1F600}" });
  const written = withPngText(png, { dotsPerInch: 300, keyword: "cristae-figure", text: json });
  expect(JSON.parse(pngText(written, "cristae-figure")!)).toEqual(JSON.parse(json));
  const read = decode(written, { checkCrc: true });
  expect(read.resolution).toMatchObject({ x: 11811, y: 11811 });
  expect(Object.keys(read.text)).toEqual(["cristae-figure"]);
  expect([...read.data]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(pngText(png, "cristae-figure")).toBeNull();
});
