import { expect, test } from "vitest";
import { figureMarks } from "./figureMarks.ts";
import { figureSvg, recipeInSvg } from "./figureSvg.ts";

const marks = figureMarks({
  panels: [
    {
      ...{ letter: "A", title: "Trial <1> & 2", foot: [] },
      pictures: [{ picture: { href: "data:image/png;base64,AQID", width: 10, height: 10 }, from: 0 }],
    },
  ],
  ...{ columns: 1, widthMm: 44, ground: "white", origin: [0, 0], aspect: 1, zoom: null, nmPerPixel: null },
  crop: { x: 0, y: 0, width: 10, height: 5 },
  points: [{ id: 3, row: 3, column: 7 }],
  legend: [],
  caption: "caption",
});

test("an SVG has the pictures in it, cut to their panels, and no text that would break it", () => {
  const svg = figureSvg(marks);
  expect(svg).toContain('width="44mm"');
  expect(svg).toContain('<svg x="2" y="6.4" width="40" height="20"><image x="0" y="0" width="40" height="40"');
  expect(svg).toContain("data:image/png;base64,AQID");
  expect(svg).toContain(">Trial &lt;1&gt; &amp; 2<");
  expect(svg.match(/<polygon /g)).toHaveLength(1);
  expect(svg).toContain(">3</text>");
  expect(recipeInSvg(svg)).toBeNull();
});

test("an SVG keeps what it was made of", () => {
  const recipe = '{"caption":"a < b & \\"c\\" > d &amp;"}';
  expect(recipeInSvg(figureSvg(marks, recipe))).toBe(recipe);
});
