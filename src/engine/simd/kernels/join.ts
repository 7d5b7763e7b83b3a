import { product, type Extents, type MapShape } from "../../kernels/geometry.ts";
import { centre, type JoinAttributes, type PartAttributes } from "../../kernels/specs.ts";
import { BYTES, stepsOf, type SimdKernel } from "../context.ts";

const extentsOf = ([, d, h, w]: MapShape): Extents => [d, h, w];

/** Visits the rows of `inner` (bytes from its start) with where they begin in `outer` when both are centred; equal maps are one long row. */
function eachRow(
  outer: MapShape,
  inner: MapShape,
  visit: (outerAt: number, innerAt: number, pixels: number) => void,
): void {
  if (extentsOf(outer).every((extent, axis) => extent === inner[axis + 1])) {
    visit(0, 0, product(inner.slice(0, 4)));
    return;
  }
  const [dz, dy, dx] = centre(outer, inner);
  const [wide, narrow] = [stepsOf(extentsOf(outer), outer[4]), stepsOf(extentsOf(inner), inner[4])];
  for (let n = 0; n < inner[0]; n++) {
    for (let z = 0; z < inner[1]; z++) {
      for (let y = 0; y < inner[2]; y++) {
        visit(
          n * wide.sample + (z + dz) * wide.slice + (y + dy) * wide.row + dx * wide.pixel,
          n * narrow.sample + z * narrow.slice + y * narrow.row,
          inner[3],
        );
      }
    }
  }
}

export const join: SimdKernel<JoinAttributes> = ({ wasm, heap }, inputs, [result], { shapes, offsets, output }) => {
  const isSum = shapes.length > 1 && offsets.every((offset) => offset === 0);
  if (isSum) heap.floats(result!, product(output)).fill(0);
  const put = isSum ? wasm.addRuns : wasm.copyRuns;
  inputs.forEach((input, index) => {
    const shape = shapes[index]!;
    const first = result! + offsets[index]! * BYTES;
    eachRow(shape, output, (from, to, pixels) =>
      put(input + from, first + to, pixels, shape[4], shape[4] * BYTES, output[4] * BYTES),
    );
  });
};

export const part: SimdKernel<PartAttributes> = ({ wasm, heap }, [dy], [dx], { shape, offset, output }) => {
  if (extentsOf(shape).some((extent, axis) => extent !== output[axis + 1])) heap.floats(dx!, product(shape)).fill(0);
  eachRow(shape, output, (to, from, pixels) =>
    wasm.copyRuns(dy! + offset * BYTES + from, dx! + to, pixels, shape[4], output[4] * BYTES, shape[4] * BYTES),
  );
};
