import type { LabelMap } from "../../core/image/labelMap.ts";
import { cutPlane, planeSize, type Plane } from "../../core/image/plane.ts";
import type { Volume } from "../../core/image/volume.ts";
import type { PlanePixels } from "../studioApi.ts";

/** Pixels of one plane through a stack, copied so that they can be transferred. */
export function planeOf(volume: Volume, labels: LabelMap | null, plane: Plane, index: number): PlanePixels {
  const [width, height] = planeSize(volume.shape, plane);
  return {
    width,
    height,
    image: cutPlane(volume.data, volume.shape, plane, index),
    labels: labels && (cutPlane(labels.data, volume.shape, plane, index) as Uint8Array<ArrayBuffer>),
  };
}
