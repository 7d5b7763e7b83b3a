import type { StudioState } from "../../state/store.ts";
import { drawRaster } from "../canvas/raster.ts";
import { scaleBarOf } from "../canvas/scaleBar.ts";
import { toScreen } from "../canvas/viewTransform.ts";
import { legendOf, type LegendEntry, type PaneSnapshot } from "./figureFacts.ts";

const DENSITY = 2;
const GAP = 4;
const LINE = 18;
const FONT = "12px Inter, system-ui, sans-serif";

/** The panes as they stand on the screen at twice the density, with letters, scale bar, points, legend and caption, on white. */
export async function drawFigure(state: StudioState, panes: readonly PaneSnapshot[], caption: string): Promise<Blob> {
  const columns = Math.ceil(Math.sqrt(panes.length));
  const cell = panes[0]?.size ?? { width: 1, height: 1 };
  const width = columns * (cell.width + GAP) - GAP;
  const lines = wrapped(caption, Math.floor(width / 6.4));
  const imagesHeight = Math.ceil(panes.length / columns) * (cell.height + GAP);
  const canvas = new OffscreenCanvas(width * DENSITY, (imagesHeight + (lines.length + 2) * LINE) * DENSITY);
  const context = canvas.getContext("2d")!;
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  panes.forEach((pane, index) =>
    drawPane(
      context,
      state,
      pane,
      (index % columns) * (cell.width + GAP),
      Math.floor(index / columns) * (cell.height + GAP),
      index === 0,
    ),
  );
  context.setTransform(DENSITY, 0, 0, DENSITY, 0, 0);
  context.font = FONT;
  drawLegend(context, legendOf(state, panes), imagesHeight + LINE);
  context.fillStyle = "#1b1b1b";
  lines.forEach((line, index) => context.fillText(line, 0, imagesHeight + (index + 2) * LINE));
  return canvas.convertToBlob({ type: "image/png" });
}

function drawPane(
  context: OffscreenCanvasRenderingContext2D,
  state: StudioState,
  pane: PaneSnapshot,
  left: number,
  top: number,
  isFirst: boolean,
): void {
  const { size, frame, letter, title, curtain } = pane;
  const placed = { ...frame, left: frame.left + left, top: frame.top + top };
  const clipped = (x: number, width: number, draw: () => void) => {
    context.save();
    context.setTransform(DENSITY, 0, 0, DENSITY, 0, 0);
    context.beginPath();
    context.rect(left + x, top, width, size.height);
    context.clip();
    draw();
    context.restore();
  };
  clipped(0, size.width, () => {
    context.fillStyle = "#303030";
    context.fillRect(left, top, size.width, size.height);
    if (pane.main) drawRaster(context, pane.main, placed, DENSITY);
  });
  if (pane.behindRaster)
    clipped(curtain * size.width, (1 - curtain) * size.width, () =>
      drawRaster(context, pane.behindRaster!, placed, DENSITY),
    );
  context.setTransform(DENSITY, 0, 0, DENSITY, 0, 0);
  context.font = FONT;
  tag(context, `${letter}  ${title}`, left + 8, top + 8);
  const nm = state.data?.image?.voxelSizeNm?.[2];
  if (isFirst && nm !== undefined) {
    const bar = scaleBarOf(nm / frame.scaleX, 140);
    tag(context, bar.text, left + 8, top + size.height - 32, bar.width + 12);
    context.fillStyle = "#ffffff";
    context.fillRect(left + 14, top + size.height - 12, bar.width, 3);
  }
  for (const { id, at } of state.study?.points ?? []) {
    if (at[0] !== state.slice) continue;
    const [x, y] = toScreen(placed, at[2] + 0.5, at[1] + 0.5);
    clipped(0, size.width, () => drawPoint(context, id, x, y));
  }
}

function drawPoint(context: OffscreenCanvasRenderingContext2D, id: number, x: number, y: number): void {
  for (const [color, width] of [
    ["#111", 4],
    ["#fff", 2],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - 26, y - 26);
    context.lineTo(x - 4, y - 4);
    context.stroke();
  }
  tag(context, String(id), x - 40, y - 40);
}

function tag(
  context: OffscreenCanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  width = context.measureText(text).width + 12,
): void {
  context.fillStyle = "rgba(18,18,18,.82)";
  context.fillRect(x, y, width, 18);
  context.fillStyle = "#f2f2f2";
  context.fillText(text, x + 6, y + 13);
}

function drawLegend(context: OffscreenCanvasRenderingContext2D, entries: readonly LegendEntry[], y: number): void {
  let x = 0;
  for (const { color, name } of entries) {
    context.fillStyle = color;
    context.fillRect(x, y - 10, 10, 10);
    context.fillStyle = "#1b1b1b";
    context.fillText(name, x + 14, y);
    x += context.measureText(name).width + 30;
  }
}

function wrapped(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = [...lines.slice(-1), word].join(" ");
    if (lines.length === 0 || longer.length > most) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
