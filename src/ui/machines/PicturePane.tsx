import { useEffect, useMemo, useRef } from "react";
import type { Picture } from "../../remote/watching/picture.ts";
import { parseColor } from "../canvas/colors.ts";
import { paintSlice } from "../canvas/paintSlice.ts";
import classes from "./machines.module.css";

interface PicturePaneProps {
  readonly picture: Omit<Picture, "labels"> & { readonly labels: Uint8Array | null };
  /** One for each class. */
  readonly colors: readonly string[];
  readonly label: string;
}

/** Above this share of the pixels a class is filled faintly, so that the picture stays visible. */
const LARGE = 0.25;

/** A slice with classes over it, as large as there is room. */
export function PicturePane({ picture, colors, label }: PicturePaneProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, greys, labels } = picture;
  const overlay = useMemo(() => labels && overlayOf(labels, colors), [labels, colors]);
  useEffect(() => {
    const painted = paintSlice({ width, height, image: greys, window: [0, 255] }, overlay);
    canvas.current?.getContext("2d")?.putImageData(painted, 0, 0);
  }, [width, height, greys, overlay]);
  return (
    <canvas ref={canvas} className={classes.picture} width={width} height={height} role="img" aria-label={label} />
  );
}

function overlayOf(labels: Uint8Array, colors: readonly string[]) {
  const counts = colors.map(() => 0);
  for (const label of labels) if (label < counts.length) counts[label]!++;
  return {
    labels,
    mode: "both" as const,
    opacity: 0.5,
    colors: colors.map(parseColor),
    isLarge: counts.map((count) => count > LARGE * labels.length),
  };
}
