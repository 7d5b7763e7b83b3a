import type { Shape3 } from "../volume.ts";
import type { Field } from "./isosurface.ts";
import { reducedShape, type Reduction } from "./reduction.ts";

/** Share of each drawn voxel that a class fills, 0 … 1, with an empty voxel all around, so that surfaces close where the stack ends. */
export function classField(labels: Uint8Array, shape: Shape3, classIndex: number, reduction: Reduction): Field {
  const padded = reducedShape(shape, reduction).map((extent) => extent + 2) as unknown as Shape3;
  const data = new Float32Array(padded[0] * padded[1] * padded[2]);
  const [byZ, byY, byX] = reduction;
  const [depth, height, width] = shape;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const row = ((Math.floor(z / byZ) + 1) * padded[1] + Math.floor(y / byY) + 1) * padded[2] + 1;
      const from = (z * height + y) * width;
      for (let x = 0; x < width; x++) if (labels[from + x] === classIndex) data[row + Math.floor(x / byX)]!++;
    }
  }
  const full = byZ * byY * byX;
  if (full > 1) for (let index = 0; index < data.length; index++) data[index]! /= full;
  return { shape: padded, data };
}
