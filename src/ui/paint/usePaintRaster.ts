import { useMemo } from "react";
import type { Rect } from "../../core/image/plane.ts";
import type { ShownPlane } from "../../state/followPlane.ts";
import { shownPrediction } from "../../state/painting/liveSlice.ts";
import { parseColor, type Rgb } from "../canvas/colors.ts";
import { slicePainter } from "../canvas/paintSlice.ts";
import { useStudio } from "../studioContext.ts";

/** A painted plane of which parts can be painted again. */
export interface PaintRaster {
  readonly canvas: OffscreenCanvas;
  /** Paints a part as the labels are now, and gives it with the rim that its edges reach over. */
  readonly repaint: (rect: Rect) => Rect;
}

/** Background has no colour of its own: where somebody painted it, that is seen as hatching. */
const BACKGROUND: Rgb = [150, 150, 150];
const RIM = 1;

/** The shown plane with its labels. Only what changes all of it paints all of it again. */
export function usePaintRaster(plane: ShownPlane): PaintRaster {
  const prediction = useStudio(shownPrediction);
  const isDoubted = useStudio(({ liveLook }) => liveLook === "uncertainty");
  // As numbers and text, so that facts that are told anew after a stroke paint nothing anew.
  const low = useStudio((state) => (state.window ?? state.data?.image?.window)?.[0] ?? 0);
  const high = useStudio((state) => (state.window ?? state.data?.image?.window)?.[1] ?? 1);
  const mode = useStudio(({ overlay, isOverlayHeld }) => (isOverlayHeld ? "off" : overlay.mode));
  const opacity = useStudio((state) => state.overlay.opacity);
  const colors = useStudio(({ data, hiddenClasses }) =>
    (data?.mapping?.classes ?? []).map(({ color }, index) => (hiddenClasses.includes(index) ? "hidden" : color)).join(),
  );
  return useMemo(() => {
    const names = colors.split(",");
    const { labels } = plane;
    const proposed = plane.proposed ?? (isDoubted ? undefined : prediction?.labels);
    // Of what is accepted most is background: hatched it would hide the picture.
    const isBackground = names.map((color) => color === "none");
    const overlay = labels && {
      labels,
      mode,
      opacity,
      colors: names.map((color) => (color === "none" ? BACKGROUND : parseColor(color))),
      hatch: isBackground.map((is) => (is && !plane.proposed ? (1 as const) : (0 as const))),
      isLarge: isBackground,
      ...(proposed && { proposed }),
    };
    const paint = slicePainter(
      prediction && isDoubted
        ? { ...plane, image: prediction.uncertainty, window: [0, 1] }
        : { ...plane, window: [low, high] },
      overlay,
    );
    const canvas = new OffscreenCanvas(plane.width, plane.height);
    const context = canvas.getContext("2d", { alpha: false })!;
    const repaint = (rect: Rect): Rect => {
      const around = withRim(rect, plane);
      context.putImageData(paint(around), around.x, around.y);
      return around;
    };
    repaint({ x: 0, y: 0, width: plane.width, height: plane.height });
    return { canvas, repaint };
  }, [plane, prediction, isDoubted, low, high, mode, opacity, colors]);
}

function withRim({ x, y, width, height }: Rect, plane: { readonly width: number; readonly height: number }): Rect {
  const [left, top] = [Math.max(0, x - RIM), Math.max(0, y - RIM)];
  return {
    x: left,
    y: top,
    width: Math.min(plane.width, x + width + RIM) - left,
    height: Math.min(plane.height, y + height + RIM) - top,
  };
}
