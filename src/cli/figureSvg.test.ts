import { expect, test } from "vitest";
import { figureMarks } from "../core/figure/figureMarks.ts";
import { figureSvg } from "./figureSvg.ts";

test("an SVG has the pictures in it, cut to their panels, and no text that would break it", () => {
  const svg = figureSvg(
    figureMarks({
      panels: [
        {
          letter: "A",
          title: "Trial <1> & 2",
          size: { width: 20, height: 10 },
          frame: { left: 0, top: 0, scaleX: 2, scaleY: 1 },
          pictures: [{ picture: { bytes: Uint8Array.of(1, 2, 3), width: 10, height: 10 }, from: 0 }],
        },
      ],
      points: [{ id: 3, row: 1, column: 1 }],
      scaleBar: null,
      legend: [],
      caption: "caption",
    }),
  );
  expect(svg).toContain('<svg x="0" y="0" width="20" height="10"><image x="0" y="0" width="20" height="10"');
  expect(svg).toContain("data:image/png;base64,AQID");
  expect(svg).toContain(">A  Trial &lt;1&gt; &amp; 2<");
  expect(svg.match(/<line /g)).toHaveLength(6);
  expect(svg).toContain(">3</text>");
});
