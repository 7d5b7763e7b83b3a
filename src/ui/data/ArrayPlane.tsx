import { useEffect, useRef } from "react";
import type { PlanePixels } from "../../worker/studioApi.ts";
import { paintSlice } from "../canvas/paintSlice.ts";

interface ArrayPlaneProps {
  readonly plane: PlanePixels | null;
  readonly label: string;
  readonly className: string | undefined;
}

/** A plane of an array, from its darkest to its brightest value; empty while it is read. */
export function ArrayPlane({ plane, label, className }: ArrayPlaneProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (plane)
      canvas.current?.getContext("2d")?.putImageData(paintSlice({ ...plane, window: rangeOf(plane) }, null), 0, 0);
  }, [plane]);
  return (
    <canvas
      ref={canvas}
      className={className}
      width={plane?.width ?? 1}
      height={plane?.height ?? 1}
      role="img"
      aria-label={plane ? label : "Reading"}
    />
  );
}

function rangeOf({ image }: PlanePixels): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of image) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
