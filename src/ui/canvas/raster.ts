import type { Frame } from "./viewTransform.ts";

/** Painted pixels as something a canvas draws fast. */
export function toRaster(pixels: ImageData): OffscreenCanvas {
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  canvas.getContext("2d")!.putImageData(pixels, 0, 0);
  return canvas;
}

/** Draws a raster where the frame puts it. Pixels are never smoothed at 100 % and above. */
export function drawRaster(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  raster: OffscreenCanvas,
  frame: Frame,
  density: number,
): void {
  context.imageSmoothingEnabled = frame.scaleX * density < 1;
  context.imageSmoothingQuality = "high";
  context.setTransform(frame.scaleX * density, 0, 0, frame.scaleY * density, frame.left * density, frame.top * density);
  context.drawImage(raster, 0, 0);
}
