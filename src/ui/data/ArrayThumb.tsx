import { stackShape, type ArrayChoice } from "../../core/image/decode.ts";
import type { StoredArray } from "../../core/image/format.ts";
import { ArrayPlane } from "./ArrayPlane.tsx";
import { useArrayPlane } from "./useArrayPlane.ts";

interface ArrayThumbProps {
  readonly array: StoredArray;
  readonly index: number;
  readonly choice: ArrayChoice;
  readonly className: string | undefined;
}

/** The middle slice of what would be taken, read before anything else of the array; empty where it cannot be. */
export function ArrayThumb({ array, index, choice, className }: ArrayThumbProps) {
  const { plane } = useArrayPlane(index, middleSlice(array, choice));
  return <ArrayPlane plane={plane} label={`Middle slice of ${array.name || "the image"}`} className={className} />;
}

function middleSlice(array: StoredArray, choice: ArrayChoice): ArrayChoice {
  const [depth, height, width] = stackShape(array);
  const { z, y, x } = choice.region ?? {
    z: { from: 0, to: depth },
    y: { from: 0, to: height },
    x: { from: 0, to: width },
  };
  const middle = Math.floor((z.from + z.to) / 2);
  return { ...choice, complex: choice.complex ?? "magnitude", region: { z: { from: middle, to: middle + 1 }, y, x } };
}
