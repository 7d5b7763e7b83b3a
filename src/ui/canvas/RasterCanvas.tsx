import { useLayoutEffect, useRef } from "react";
import { drawRaster } from "./raster.ts";
import type { Frame, Size } from "./viewTransform.ts";
import classes from "./canvas.module.css";

interface RasterCanvasProps {
  readonly raster: OffscreenCanvas | null;
  readonly frame: Frame;
  readonly pane: Size;
  /** CSS clip-path, for the curtain. */
  readonly clip?: string;
}

/** A painted slice under the view's transform: panning and zooming only draw it again, they never paint it again. */
export function RasterCanvas({ raster, frame, pane, clip }: RasterCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const density = window.devicePixelRatio;
  const [width, height] = [Math.round(pane.width * density), Math.round(pane.height * density)];

  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d", { alpha: true });
    if (!context) return;
    context.resetTransform();
    context.clearRect(0, 0, width, height);
    if (raster) drawRaster(context, raster, frame, density);
  }, [raster, frame, width, height, density]);

  return (
    <canvas
      ref={canvas}
      className={classes.canvas}
      width={width}
      height={height}
      style={clip === undefined ? undefined : { clipPath: clip }}
      aria-hidden
    />
  );
}
