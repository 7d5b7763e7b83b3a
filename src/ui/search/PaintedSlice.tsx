import { useEffect, useMemo, useRef } from "react";
import type { PlanePixels } from "../../worker/studioApi.ts";
import { parseColor } from "../canvas/colors.ts";
import { paintSlice } from "../canvas/paintSlice.ts";
import { useOverlayColors } from "../canvas/useOverlayColors.ts";
import { useStudio } from "../studioContext.ts";

interface PaintedSliceProps {
  readonly plane: Pick<PlanePixels, "width" | "height" | "image">;
  /** Class indices of the same size; null paints the greys alone. */
  readonly labels: Uint8Array | null;
  /** What is seen; empty for a picture that is named by what holds it. */
  readonly label: string;
  /** Instead of the classes' colours: one for each value of the labels, "none" for what is not painted. */
  readonly colors?: readonly string[];
}

/** A slice with classes over it, at one pixel a voxel, through the window that is chosen for the data. */
export function PaintedSlice({ plane, labels, label, colors }: PaintedSliceProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const looks = useOverlayColors();
  const fallback = useStudio(({ data }) => data?.image?.window ?? null);
  const chosenWindow = useStudio((state) => state.window);
  const window = chosenWindow ?? fallback;
  const overlay = useMemo(
    () =>
      labels && {
        labels,
        mode: "both" as const,
        opacity: colors ? 1 : 0.5,
        colors: (colors ?? looks.map(({ color }) => color)).map(parseColor),
        isLarge: colors ? colors.map(() => false) : looks.map(({ isLarge }) => isLarge),
      },
    [labels, looks, colors],
  );
  useEffect(() => {
    if (window) canvas.current?.getContext("2d")?.putImageData(paintSlice({ ...plane, window }, overlay), 0, 0);
  }, [plane, overlay, window]);
  return (
    <canvas
      ref={canvas}
      width={plane.width}
      height={plane.height}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    />
  );
}
