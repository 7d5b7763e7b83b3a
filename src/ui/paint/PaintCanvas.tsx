import { useEffect, useLayoutEffect, useRef } from "react";
import { bothRects } from "../../state/painting/strokeInHand.ts";
import type { Rect } from "../../core/image/plane.ts";
import { drawRaster } from "../canvas/raster.ts";
import type { Frame, Size } from "../canvas/viewTransform.ts";
import { useStudioStore } from "../studioContext.ts";
import canvasClasses from "../canvas/canvas.module.css";
import type { PaintRaster } from "./usePaintRaster.ts";

interface PaintCanvasProps {
  readonly raster: PaintRaster;
  readonly frame: Frame;
  readonly pane: Size;
}

/** The plane under the view's transform. A stroke paints and draws its own part alone, once a frame, past React: the rest stays as it is. */
export function PaintCanvas({ raster, frame, pane }: PaintCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStudioStore();
  const density = window.devicePixelRatio;
  const [width, height] = [Math.round(pane.width * density), Math.round(pane.height * density)];

  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    context.resetTransform();
    context.clearRect(0, 0, width, height);
    drawRaster(context, raster.canvas, frame, density);
  }, [raster, frame, width, height, density]);

  useEffect(() => {
    let waiting: Rect | null = null;
    let request = 0;
    const draw = () => {
      const context = canvas.current?.getContext("2d");
      if (context && waiting) drawPart(context, raster, waiting, frame, density);
      [waiting, request] = [null, 0];
    };
    const stop = store.subscribe(({ repainted }, before) => {
      if (!repainted || repainted === before.repainted) return;
      waiting = waiting ? bothRects(waiting, repainted) : repainted;
      request ||= requestAnimationFrame(draw);
    });
    return () => {
      stop();
      // What was painted and not yet drawn is drawn with what comes instead.
      if (waiting) raster.repaint(waiting);
      cancelAnimationFrame(request);
    };
  }, [store, raster, frame, density]);

  return <canvas ref={canvas} className={canvasClasses.canvas} width={width} height={height} aria-hidden />;
}

/** Screen pixels around a part, whole ones, so that neighbours of it are drawn as they were. */
const MARGIN = 2;

function drawPart(
  context: CanvasRenderingContext2D,
  raster: PaintRaster,
  rect: Rect,
  frame: Frame,
  density: number,
): void {
  const { x, y, width, height } = raster.repaint(rect);
  const left = Math.floor((frame.left + x * frame.scaleX) * density) - MARGIN;
  const top = Math.floor((frame.top + y * frame.scaleY) * density) - MARGIN;
  const right = Math.ceil((frame.left + (x + width) * frame.scaleX) * density) + MARGIN;
  const bottom = Math.ceil((frame.top + (y + height) * frame.scaleY) * density) + MARGIN;
  context.save();
  context.resetTransform();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  context.clearRect(left, top, right - left, bottom - top);
  drawRaster(context, raster.canvas, frame, density);
  context.restore();
}
