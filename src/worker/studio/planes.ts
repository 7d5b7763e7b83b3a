import type { LabelMap } from "../../core/image/labelMap.ts";
import { sliceOf, type Shape3, type Volume, type VoxelArray } from "../../core/image/volume.ts";
import type { Plane, PlanePixels } from "../studioApi.ts";

/** Pixels of one plane through a stack, copied so that they can be transferred. */
export function planeOf(volume: Volume, labels: LabelMap | null, plane: Plane, index: number): PlanePixels {
  const [width, height] = planeSize(volume.shape, plane);
  return {
    width,
    height,
    image: cut(volume.data, volume.shape, plane, index),
    labels: labels && (cut(labels.data, volume.shape, plane, index) as Uint8Array<ArrayBuffer>),
  };
}

function planeSize([depth, height, width]: Shape3, plane: Plane): readonly [width: number, height: number] {
  return { xy: [width, height], xz: [width, depth], yz: [depth, height] }[plane] as [number, number];
}

function cut(data: VoxelArray, shape: Shape3, plane: Plane, index: number): VoxelArray {
  if (plane === "xy") return sliceOf(data, shape, index).slice();
  const [depth, height, width] = shape;
  const [columns, rows] = planeSize(shape, plane);
  const pixels = new (data.constructor as new (length: number) => VoxelArray)(columns * rows);
  for (let z = 0; z < depth; z++) {
    if (plane === "xz")
      pixels.set(data.subarray((z * height + index) * width, (z * height + index + 1) * width), z * width);
    else for (let y = 0; y < height; y++) pixels[y * depth + z] = data[(z * height + y) * width + index]!;
  }
  return pixels;
}
