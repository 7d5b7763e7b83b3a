import { useEffect, useRef, useState } from "react";
import { stackShape, type ArrayChoice } from "../../core/image/decode.ts";
import type { StoredArray } from "../../core/image/format.ts";
import type { PlanePixels } from "../../worker/studioApi.ts";
import { paintSlice } from "../canvas/paintSlice.ts";
import { useStudio } from "../studioContext.ts";

interface ArrayThumbProps {
  readonly array: StoredArray;
  readonly index: number;
  readonly choice: ArrayChoice;
  readonly className: string | undefined;
}

/** The middle slice of what would be taken, read before anything else of the array; empty where it cannot be. */
export function ArrayThumb({ array, index, choice, className }: ArrayThumbProps) {
  const previewArray = useStudio((state) => state.previewArray);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [plane, setPlane] = useState<PlanePixels | null>(null);
  const wish = JSON.stringify(sliceOf(array, choice));
  useEffect(() => {
    let isCurrent = true;
    previewArray(index, JSON.parse(wish) as ArrayChoice).then(
      (next) => isCurrent && setPlane(next),
      () => isCurrent && setPlane(null),
    );
    return () => {
      isCurrent = false;
    };
  }, [previewArray, index, wish]);
  useEffect(() => {
    if (plane) canvas.current?.getContext("2d")?.putImageData(paintSlice({ ...plane, window: rangeOf(plane) }, null), 0, 0);
  }, [plane]);
  return <canvas ref={canvas} className={className} width={plane?.width ?? 1} height={plane?.height ?? 1} role="img" aria-label={plane ? `Middle slice of ${array.name || "the image"}` : "Reading"} />;
}

function sliceOf(array: StoredArray, choice: ArrayChoice): ArrayChoice {
  const [depth, height, width] = stackShape(array);
  const { z, y, x } = choice.region ?? { z: { from: 0, to: depth }, y: { from: 0, to: height }, x: { from: 0, to: width } };
  const middle = Math.floor((z.from + z.to) / 2);
  return { ...choice, complex: choice.complex ?? "magnitude", region: { z: { from: middle, to: middle + 1 }, y, x } };
}

function rangeOf({ image }: PlanePixels): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of image) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
