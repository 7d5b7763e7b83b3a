import { FONT_FAMILY, type Box, type FigureMarks, type Mark, type Stroke } from "../../../core/figure/mark.ts";
import { drawRaster } from "../../canvas/raster.ts";
import type { CutPicture } from "./figureFiles.ts";
import { withPngText } from "./pngText.ts";

/** What journals ask of pictures in print. */
export const DOTS_PER_INCH = 300;
export const FIGURE_KEYWORD = "cristae-figure";
const DOTS_PER_MM = DOTS_PER_INCH / 25.4;

/** A figure in pixels, as dense as it is printed. */
export async function figurePng(
  { width, height, marks }: FigureMarks<CutPicture>,
  recipe: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(Math.round(width * DOTS_PER_MM), Math.round(height * DOTS_PER_MM));
  const context = canvas.getContext("2d")!;
  for (const mark of marks) drawMark(context, mark);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  const png = new Uint8Array(await blob.arrayBuffer());
  return withPngText(png, { dotsPerInch: DOTS_PER_INCH, keyword: FIGURE_KEYWORD, text: recipe });
}

function drawMark(context: OffscreenCanvasRenderingContext2D, mark: Mark<CutPicture>): void {
  context.setTransform(DOTS_PER_MM, 0, 0, DOTS_PER_MM, 0, 0);
  switch (mark.mark) {
    case "box":
      context.beginPath();
      context.rect(mark.box.left, mark.box.top, mark.box.width, mark.box.height);
      paint(context, mark.fill, mark.stroke);
      return;
    case "text":
      context.font = `${mark.isBold ? "bold " : ""}${mark.size}px ${FONT_FAMILY}`;
      context.fillStyle = mark.fill;
      context.fillText(mark.text, mark.x, mark.y);
      return;
    case "picture":
      clipped(context, mark.clip, () => drawRaster(context, mark.picture.raster, mark.frame, DOTS_PER_MM));
      return;
    case "line":
      clipped(context, mark.clip, () => {
        context.beginPath();
        context.moveTo(...mark.from);
        context.lineTo(...mark.to);
        paint(context, undefined, mark.stroke);
      });
      return;
    case "head":
      context.beginPath();
      for (const corner of mark.corners) context.lineTo(...corner);
      context.closePath();
      paint(context, mark.fill, mark.stroke);
      return;
    case "disc":
      context.beginPath();
      context.arc(...mark.center, mark.radius, 0, 2 * Math.PI);
      paint(context, mark.fill, mark.stroke);
      return;
    default:
      mark satisfies never;
  }
}

function paint(context: OffscreenCanvasRenderingContext2D, fill: string | undefined, stroke: Stroke | undefined): void {
  if (fill !== undefined) {
    context.fillStyle = fill;
    context.fill();
  }
  if (stroke) {
    context.strokeStyle = stroke.color;
    context.lineWidth = stroke.width;
    context.stroke();
  }
}

function clipped(
  context: OffscreenCanvasRenderingContext2D,
  { left, top, width, height }: Box,
  draw: () => void,
): void {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  draw();
  context.restore();
}
