import { useEffect, useRef } from "react";
import type { SamplePreview } from "../../state/dataSlice.ts";
import { parseColor } from "../canvas/colors.ts";
import { paintSlice } from "../canvas/paintSlice.ts";
import { useStudio } from "../studioContext.ts";

/** A sample's middle slice with its classes; an empty box until the worker has made it. */
export function SampleThumb({ id, className }: { readonly id: string; readonly className: string | undefined }) {
  const preview = useStudio(({ samplePreviews }) => samplePreviews[id] ?? null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (preview) canvas.current?.getContext("2d")?.putImageData(paintPreview(preview), 0, 0);
  }, [preview]);
  return (
    <canvas ref={canvas} className={className} width={preview?.width ?? 1} height={preview?.height ?? 1} aria-hidden />
  );
}

function paintPreview(preview: SamplePreview): ImageData {
  const { width, height, image, labels, classColors } = preview;
  let [low, high] = [Infinity, -Infinity];
  for (const value of image) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const counts = new Uint32Array(256);
  labels?.forEach((label) => counts[label]!++);
  const overlay = labels && {
    labels,
    mode: "both" as const,
    opacity: 0.5,
    colors: classColors.map(parseColor),
    isLarge: classColors.map((_, index) => counts[index]! > labels.length / 4),
  };
  return paintSlice({ width, height, image, window: [low, high] }, overlay);
}
