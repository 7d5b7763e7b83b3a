import type { Region } from "./dataset.ts";
import { sliceOf, type Shape3, type VoxelArray } from "./volume.ts";

/** XY: x across, y down. XZ: x across, z down. YZ: z across, y down. */
export type Plane = "xy" | "xz" | "yz";

/** What one plane of each direction is called. */
export const PLANE_WORDS: Readonly<Record<Plane, string>> = { xy: "slice", xz: "row", yz: "column" };

/** Part of a plane, in its pixels. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function planeSize([depth, height, width]: Shape3, plane: Plane): readonly [width: number, height: number] {
  return { xy: [width, height], xz: [width, depth], yz: [depth, height] }[plane] as [number, number];
}

/** How many planes a stack has along the axis that the plane cuts. */
export const planesAlong = ([depth, height, width]: Shape3, plane: Plane): number =>
  ({ xy: depth, xz: height, yz: width })[plane];

/** Pixels of one plane through a stack, as an array of their own. */
export function cutPlane<Data extends VoxelArray>(data: Data, shape: Shape3, plane: Plane, index: number): Data {
  if (plane === "xy") return sliceOf(data, shape, index).slice() as Data;
  const [depth, height, width] = shape;
  const [columns, rows] = planeSize(shape, plane);
  const pixels = new (data.constructor as new (length: number) => Data)(columns * rows);
  for (let z = 0; z < depth; z++) {
    if (plane === "xz")
      pixels.set(data.subarray((z * height + index) * width, (z * height + index + 1) * width), z * width);
    else for (let y = 0; y < height; y++) pixels[y * depth + z] = data[(z * height + y) * width + index]!;
  }
  return pixels;
}

/** The voxels of a part of one plane: a box that is one voxel deep. */
export function boxOfRect(plane: Plane, index: number, { x, y, width, height }: Rect): Region {
  const [across, down] = [
    { from: x, to: x + width },
    { from: y, to: y + height },
  ];
  const deep = { from: index, to: index + 1 };
  return {
    xy: { z: deep, y: down, x: across },
    xz: { z: down, y: deep, x: across },
    yz: { z: across, y: down, x: deep },
  }[plane];
}

/** What of a plane lies in a box; null where the box does not meet it. */
export function rectOfBox(plane: Plane, index: number, { z, y, x }: Region): Rect | null {
  const [across, down, deep] = { xy: [x, y, z], xz: [x, z, y], yz: [z, y, x] }[plane] as [typeof x, typeof x, typeof x];
  if (index < deep.from || index >= deep.to) return null;
  return { x: across.from, y: down.from, width: across.to - across.from, height: down.to - down.from };
}

/** The place of plane pixel (x, y) in the stack. */
export function voxelOfPixel([, height, width]: Shape3, plane: Plane, index: number, x: number, y: number): number {
  switch (plane) {
    case "xy":
      return (index * height + y) * width + x;
    case "xz":
      return (y * height + index) * width + x;
    case "yz":
      return (x * height + y) * width + index;
    default:
      return plane satisfies never;
  }
}
