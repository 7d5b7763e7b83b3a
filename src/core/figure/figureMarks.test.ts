import { expect, test } from "vitest";
import { figureMarks, type Figure, type Mark } from "./figureMarks.ts";

const panel = (letter: string, title: string) => ({
  letter,
  title,
  size: { width: 100, height: 80 },
  frame: { left: 10, top: 0, scaleX: 2, scaleY: 4 },
  pictures: [{ picture: title, from: 0 }],
});
const figure: Figure<string> = {
  panels: [panel("A", "Image"), panel("B", "Truth"), panel("C", "Trial 2")],
  points: [{ id: 7, row: 5, column: 20 }],
  scaleBar: { width: 50, text: "1 µm" },
  legend: [
    { color: "#0072B2", name: "Cell" },
    { color: "#E69F00", name: "Core" },
  ],
  caption: "One two three four five six seven eight nine ten eleven twelve thirteen.",
};
const texts = (marks: readonly Mark<string>[]) => marks.flatMap((mark) => (mark.mark === "text" ? [mark.text] : []));

test("a figure names its panels, explains its colours, and wraps its caption to its width", () => {
  const { width, height, marks } = figureMarks(figure);
  expect(width).toBe(204);
  const found = texts(marks);
  expect(found.filter((text) => text !== "7").slice(0, 4)).toEqual(["A  Image", "1 µm", "B  Truth", "C  Trial 2"]);
  expect(found).toContain("Cell");
  const lines = found.slice(found.indexOf("Core") + 1);
  expect(lines.join(" ")).toBe(figure.caption);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(204 / 6.4);
  expect(height).toBe(2 * 84 + (lines.length + 2) * 18);
});

test("an arrow leads to its place in every panel, and is cut at the panel's edge", () => {
  const lines = figureMarks(figure).marks.flatMap((mark) => (mark.mark === "line" ? [mark] : []));
  const tips = new Set(lines.map(({ to }) => to.join()));
  // 10 + 20.5 · 2 across and 5.5 · 4 down, four pixels before it.
  expect([...tips]).toEqual(["47,18", "151,18", "47,102"]);
  expect(lines.at(-1)!.clip).toEqual({ left: 0, top: 84, width: 100, height: 80 });
});

test("what lies behind a curtain is drawn from there on", () => {
  const [first] = figure.panels;
  const curtain = { ...first!, pictures: [...first!.pictures, { picture: "Behind", from: 0.25 }] };
  const pictures = figureMarks({ ...figure, panels: [curtain] }).marks.flatMap((mark) =>
    mark.mark === "picture" ? [mark] : [],
  );
  expect(pictures.map(({ picture, clip }) => [picture, clip.left, clip.width])).toEqual([
    ["Image", 0, 100],
    ["Behind", 25, 75],
  ]);
});
