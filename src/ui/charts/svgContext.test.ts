import { expect, test } from "vitest";
import { svgContext } from "./svgContext.ts";

test("lines and circles that are drawn come out as paths with the look they had", () => {
  const { context, markup } = svgContext();
  context.strokeStyle = "#123456";
  context.lineWidth = 2;
  context.globalAlpha = 0.5;
  context.setLineDash([4, 3]);
  context.beginPath();
  context.lineTo(1, 2);
  context.lineTo(3.456, 4);
  context.stroke();
  context.beginPath();
  context.globalAlpha = 1;
  context.setLineDash([]);
  context.fillStyle = "#abcdef";
  context.arc(10, 10, 3, 0, 2 * Math.PI);
  context.fill();
  expect(markup()).toBe(
    '<path d="M1 2L3.46 4" fill="none" stroke="#123456" stroke-width="2" stroke-dasharray="4 3" opacity="0.5"/>' +
      '<path d="M7 10A3 3 0 0 1 13 10A3 3 0 0 1 7 10Z" fill="#abcdef" stroke="none" stroke-width="2"/>',
  );
});

test("a path with nothing in it leaves nothing", () => {
  const { context, markup } = svgContext();
  context.beginPath();
  context.stroke();
  expect(markup()).toBe("");
});
