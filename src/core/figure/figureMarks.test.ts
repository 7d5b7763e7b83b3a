import fc from "fast-check";
import { expect, test } from "vitest";
import { figureMarks, type Figure } from "./figureMarks.ts";
import type { Mark } from "./mark.ts";

const panel = (letter: string, title: string) => ({
  ...{ letter, title, pictures: [{ picture: title, from: 0 }] },
  foot: [{ value: "0.72", text: "mean IoU" }],
});
const crop = { x: 10, y: 20, width: 100, height: 50 };
const figure: Figure<string> = {
  panels: [panel("A", "Image"), panel("B", "Truth"), panel("C", "Trial 2")],
  ...{ columns: 3, widthMm: 170, ground: "white", crop, origin: [0, 0], aspect: 2, zoom: null, nmPerPixel: 10 },
  points: [{ id: 7, row: 44, column: 59 }],
  legend: [
    { color: "#0072B2", name: "Cell" },
    { color: "#E69F00", name: "Core" },
  ],
  caption:
    "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen.",
};
const marksOf = <Kind extends Mark<string>["mark"]>(of: Figure<string>, kind: Kind) =>
  figureMarks(of).marks.filter((mark): mark is Extract<Mark<string>, { mark: Kind }> => mark.mark === kind);
const textsOf = (of: Figure<string>) => marksOf(of, "text").map(({ text }) => text);

test("a figure names its panels, scores them, explains its colours, and wraps its caption to its width", () => {
  const texts = textsOf(figure);
  expect(texts.filter((text) => /^[ABC]$/.test(text))).toEqual(["A", "B", "C"]);
  expect(texts.filter((text) => text === "0.72")).toHaveLength(3);
  expect(texts).toContain("200\u00A0nm");
  const lines = texts.slice(texts.indexOf("Core") + 1);
  expect(lines.join(" ")).toBe(figure.caption);
  expect(lines.length).toBe(1);
  expect(textsOf({ ...figure, widthMm: 85 }).slice(texts.indexOf("Core") + 1).length).toBeGreaterThan(1);
});

test("pictures fill their panels by the part of the slice that is shown, pixels as high as they are", () => {
  const [first, second] = marksOf(figure, "picture");
  // (170 − 2 · 2 − 2 · 1.6) / 3 across for 100 pixels; 50 pixels twice as high.
  const scale = 162.8 / 3 / 100;
  expect(first!.frame.scaleX).toBeCloseTo(scale);
  expect(first!.frame.scaleY).toBeCloseTo(2 * scale);
  expect(first!.clip.height).toBeCloseTo(first!.clip.width);
  expect(first!.frame.left).toBeCloseTo(2 - 10 * scale);
  expect(second!.clip.left).toBeCloseTo(2 + 100 * scale + 1.6);
});

test("an arrow has a head that points at its place in every panel, and its number at the tail", () => {
  const heads = marksOf(figure, "head");
  expect(heads).toHaveLength(3);
  const [{ frame }] = marksOf(figure, "picture") as [Extract<Mark<string>, { mark: "picture" }>];
  const [x, y] = heads[0]!.corners[0];
  expect(x).toBeCloseTo(frame.left + 59.5 * frame.scaleX, 0);
  expect(y).toBeCloseTo(frame.top + 44.5 * frame.scaleY, 0);
  expect(textsOf(figure).filter((text) => text === "7")).toHaveLength(3);
  expect(marksOf({ ...figure, points: [{ id: 7, row: 5, column: 59 }] }, "head")).toEqual([]);
});

test("a part is shown larger under each picture or within it, framed where it comes from, with its arrows", () => {
  const box = { x: 50, y: 40, width: 20, height: 10 };
  const below = marksOf({ ...figure, zoom: { layout: "below", box } }, "picture");
  expect(below).toHaveLength(6);
  expect(below[1]!.frame.scaleX).toBeCloseTo(below[0]!.frame.scaleX * 5);
  expect(below[1]!.clip.top).toBeGreaterThan(below[0]!.clip.top + below[0]!.clip.height);
  const inset = marksOf({ ...figure, zoom: { layout: "inset", box } }, "picture");
  expect(inset[1]!.clip.top + inset[1]!.clip.height).toBeLessThan(inset[0]!.clip.top + inset[0]!.clip.height);
  expect(marksOf({ ...figure, zoom: { layout: "inset", box } }, "head")).toHaveLength(3);
});

test("what lies behind a curtain is drawn from there on, and its edge is seen", () => {
  const [first] = figure.panels;
  const curtain = { ...first!, pictures: [...first!.pictures, { picture: "Behind", from: 0.25 }] };
  const shown = { ...figure, panels: [curtain], columns: 1, points: [] };
  expect(marksOf(shown, "picture").map(({ picture, clip }) => [picture, clip.left, clip.width])).toEqual([
    ["Image", 2, 166],
    ["Behind", 43.5, 124.5],
  ]);
  expect(marksOf(shown, "line").map(({ from }) => from[0])).toEqual([43.5, 43.5]);
});

test("nothing of a figure leaves its paper", () => {
  const shapes = fc.record({
    columns: fc.integer({ min: 1, max: 4 }),
    widthMm: fc.constantFrom(85, 114, 170),
    layout: fc.constantFrom("none", "below", "inset"),
    caption: fc.lorem({ maxCount: 80 }),
    title: fc.string({ maxLength: 80 }),
  });
  fc.assert(
    fc.property(shapes, ({ layout, title, ...shape }) => {
      const zoom = layout === "none" ? null : { layout, box: { x: 50, y: 40, width: 20, height: 10 } };
      const { width, height, marks } = figureMarks({
        ...{ ...figure, ...shape, zoom },
        panels: ["A", "B", "C", "D"].map((letter) => panel(letter, title)),
      });
      for (const mark of marks) {
        if (mark.mark === "text") expect(mark.y).toBeLessThanOrEqual(height);
        if (mark.mark === "picture") {
          expect(mark.clip.left + mark.clip.width).toBeLessThanOrEqual(width - 1.9);
          expect(mark.clip.top + mark.clip.height).toBeLessThanOrEqual(height);
        }
      }
    }),
  );
});
