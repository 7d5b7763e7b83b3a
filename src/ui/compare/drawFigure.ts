import {
  figureMarks,
  FONT_FAMILY,
  FONT_PIXELS,
  type Box,
  type Figure,
  type Mark,
} from "../../core/figure/figureMarks.ts";
import { scaleBarOf } from "../../core/figure/scaleBar.ts";
import type { StudioState } from "../../state/store.ts";
import { drawRaster } from "../canvas/raster.ts";
import { legendOf, type PaneSnapshot } from "./figureFacts.ts";

const DENSITY = 2;

/** The panes as they stand on the screen at twice the density, with letters, scale bar, points, legend and caption, on white. */
export async function drawFigure(state: StudioState, panes: readonly PaneSnapshot[], caption: string): Promise<Blob> {
  const { width, height, marks } = figureMarks(figureOf(state, panes, caption));
  const canvas = new OffscreenCanvas(width * DENSITY, height * DENSITY);
  const context = canvas.getContext("2d")!;
  context.font = `${FONT_PIXELS}px ${FONT_FAMILY}`;
  for (const mark of marks) drawMark(context, mark);
  return canvas.convertToBlob({ type: "image/png" });
}

function figureOf(state: StudioState, panes: readonly PaneSnapshot[], caption: string): Figure<OffscreenCanvas> {
  const nm = state.data?.image?.voxelSizeNm?.[2];
  const [first] = panes;
  return {
    panels: panes.map(({ letter, title, size, frame, main, behindRaster, curtain }) => ({
      letter,
      title,
      size,
      frame,
      pictures: [
        ...(main ? [{ picture: main, from: 0 }] : []),
        ...(behindRaster ? [{ picture: behindRaster, from: curtain }] : []),
      ],
    })),
    points: (state.study?.points ?? [])
      .filter(({ at }) => at[0] === state.slice)
      .map(({ id, at: [, row, column] }) => ({ id, row, column })),
    scaleBar: nm === undefined || !first ? null : scaleBarOf(nm / first.frame.scaleX, 140),
    legend: legendOf(state, panes),
    caption,
  };
}

function drawMark(context: OffscreenCanvasRenderingContext2D, mark: Mark<OffscreenCanvas>): void {
  context.setTransform(DENSITY, 0, 0, DENSITY, 0, 0);
  switch (mark.mark) {
    case "box":
      context.fillStyle = mark.fill;
      context.fillRect(mark.box.left, mark.box.top, mark.box.width, mark.box.height);
      return;
    case "text":
      context.fillStyle = mark.fill;
      context.fillText(mark.text, mark.x, mark.y);
      return;
    case "picture":
      clipped(context, mark.clip, () => drawRaster(context, mark.picture, mark.frame, DENSITY));
      return;
    case "line":
      clipped(context, mark.clip, () => {
        context.strokeStyle = mark.stroke;
        context.lineWidth = mark.width;
        context.beginPath();
        context.moveTo(...mark.from);
        context.lineTo(...mark.to);
        context.stroke();
      });
      return;
    default:
      mark satisfies never;
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
