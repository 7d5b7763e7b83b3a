import { beforeAll, describe, expect, test } from "vitest";
import { fillShare, paintSlice, slicePainter, windowedGreys, type Overlay } from "./paintSlice.ts";

/** Node has no canvas types. */
class PlainImageData {
  constructor(
    readonly data: Uint8ClampedArray,
    readonly width: number,
    readonly height: number,
  ) {}
}

beforeAll(() => {
  globalThis.ImageData = PlainImageData as unknown as typeof ImageData;
});

const picture = { width: 4, height: 4, image: new Uint16Array(16).fill(328), window: [200, 455] as const };
const overlay: Overlay = {
  labels: Uint8Array.from([0, 0, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1]),
  mode: "both",
  opacity: 0.5,
  colors: [null, [255, 0, 0]],
  isLarge: [false, false],
};
const pixel = (data: ImageData, index: number) => [...data.data.subarray(index * 4, index * 4 + 4)];

describe("a slice", () => {
  test("is shown through its window", () => {
    expect([...windowedGreys({ ...picture, image: Uint16Array.of(100, 200, 328, 455, 999) })]).toEqual([
      0, 0, 128, 255, 255,
    ]);
  });

  test("keeps its greys where no class is painted", () => {
    expect(pixel(paintSlice(picture, overlay), 0)).toEqual([128, 128, 128, 255]);
  });

  test("is filled by 45 % inside a class and more strongly at its edge", () => {
    const painted = paintSlice(picture, overlay);
    expect(pixel(painted, 10)).toEqual([185, 70, 70, 255]);
    expect(pixel(painted, 5)[0]).toBeGreaterThan(230);
  });

  test("has only edges in line mode, and nothing when the overlay is off", () => {
    expect(pixel(paintSlice(picture, { ...overlay, mode: "line" }), 10)).toEqual([128, 128, 128, 255]);
    expect(pixel(paintSlice(picture, { ...overlay, mode: "off" }), 5)).toEqual([128, 128, 128, 255]);
  });

  test("is hatched where that is asked for, between lines as grey as the image", () => {
    const labels = new Uint8Array(256).fill(1);
    const wide = { width: 16, height: 16, image: new Uint8Array(256).fill(128), window: [0, 255] as const };
    const painted = paintSlice(wide, { ...overlay, labels, hatch: [0, 1] });
    expect([0, 5].map((x) => pixel(painted, 5 * 16 + x + 3)[0])).toEqual([242, 128]);
  });

  test("is the same painted part by part", () => {
    const labels = Uint8Array.from({ length: 63 }, (_, at) => [0, 1, 255][(at * at) % 3]!);
    const wide = { width: 9, height: 7, image: Uint8Array.from(labels, (_, at) => at * 4), window: [0, 255] as const };
    const mixed = { ...overlay, labels, hatch: [1, 0] as const };
    const whole = paintSlice(wide, mixed);
    const paint = slicePainter(wide, mixed);
    for (const rect of [
      { x: 0, y: 0, width: 3, height: 7 },
      { x: 3, y: 2, width: 6, height: 4 },
    ]) {
      const part = paint(rect);
      for (let at = 0; at < rect.width * rect.height; at++)
        expect(pixel(part, at)).toEqual(
          pixel(whole, (rect.y + Math.floor(at / rect.width)) * 9 + rect.x + (at % rect.width)),
        );
    }
  });

  test("keeps unlabelled voxels grey", () => {
    const labels = new Uint8Array(16).fill(255);
    expect(pixel(paintSlice(picture, { ...overlay, labels }), 7)).toEqual([128, 128, 128, 255]);
  });

  test("outlines a large class only around parts as wide as three pixels: its speckle stays as faint as its fill", () => {
    const speckle = Uint8Array.from({ length: 81 }, (_, at) => ((at % 9) + Math.floor(at / 9)) % 2);
    const solid = Uint8Array.from({ length: 81 }, (_, at) => Number(at % 9 > 3));
    const wide = { width: 9, height: 9, image: new Uint8Array(81).fill(128), window: [0, 255] as const };
    const redOf = (labels: Uint8Array, isLarge: boolean, at: number) =>
      pixel(paintSlice(wide, { ...overlay, labels, isLarge: [false, isLarge] }), at)[0]!;
    expect(redOf(speckle, true, 41)).toBe(141);
    expect(redOf(speckle, false, 41)).toBeGreaterThan(230);
    expect(redOf(solid, true, 40)).toBeGreaterThan(230);
    expect(redOf(solid, true, 42)).toBe(141);
  });

  test("shows large classes faintly", () => {
    expect(fillShare(true, 0.5)).toBeCloseTo(0.1);
    expect(fillShare(false, 0.5)).toBeCloseTo(0.45);
    expect(fillShare(false, 1)).toBe(1);
    expect(fillShare(false, 0)).toBe(0);
  });
});
