import type { MapShape } from "../kernels/geometry.ts";
import { centre, type JoinAttributes, type PartAttributes } from "../kernels/specs.ts";
import type { Arrays } from "./types.ts";

/** Visits the voxels of `inner`, with where they are in `outer` when both are centred. */
function eachCentred(outer: MapShape, inner: MapShape, visit: (outer: number, inner: number) => void): void {
  const [dz, dy, dx] = centre(outer, inner);
  let at = 0;
  for (let n = 0; n < inner[0]; n++) {
    for (let z = 0; z < inner[1]; z++) {
      for (let y = 0; y < inner[2]; y++) {
        for (let x = 0; x < inner[3]; x++, at++)
          visit(((n * outer[1] + z + dz) * outer[2] + y + dy) * outer[3] + x + dx, at);
      }
    }
  }
}

export function join(inputs: Arrays, [result]: Arrays<1>, { shapes, offsets, output }: JoinAttributes): void {
  result.fill(0);
  inputs.forEach((input, index) => {
    const shape = shapes[index]!;
    eachCentred(shape, output, (from, to) => {
      const [source, target] = [from * shape[4], to * output[4] + offsets[index]!];
      for (let c = 0; c < shape[4]; c++) result[target + c]! += input[source + c]!;
    });
  });
}

export function part([dy]: Arrays<1>, [dx]: Arrays<1>, { shape, offset, output }: PartAttributes): void {
  dx.fill(0);
  eachCentred(shape, output, (to, from) => {
    const [source, target] = [from * output[4] + offset, to * shape[4]];
    for (let c = 0; c < shape[4]; c++) dx[target + c] = dy[source + c]!;
  });
}

export function split([flat]: Arrays<1>, parts: Arrays): void {
  let at = 0;
  for (const part of parts) part.set(flat.subarray(at, (at += part.length)));
}

export function flatten(parts: Arrays, [flat]: Arrays<1>): void {
  let at = 0;
  for (const part of parts) {
    flat.set(part, at);
    at += part.length;
  }
}

export function scaleChannels([x, factors]: Arrays<2>, [y]: Arrays<1>, { shape }: { readonly shape: MapShape }): void {
  const [batch, , , , channels] = shape;
  const perSample = x.length / batch;
  for (let index = 0; index < x.length; index++)
    y[index] = x[index]! * factors[Math.floor(index / perSample) * channels + (index % channels)]!;
}
