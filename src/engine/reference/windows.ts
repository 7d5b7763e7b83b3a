import type { ConvGeometry } from "../kernels/geometry.ts";

/** Visits each pair of an input and an output voxel that a tap of the kernel joins; offsets are in voxels. Taps of one output voxel come in order. */
export function eachTap(
  { batch, input, output, size, stride, dilation, before }: ConvGeometry,
  visit: (input: number, output: number, tap: number) => void,
): void {
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (let z = 0; z < output[0]; z++) {
      for (let y = 0; y < output[1]; y++) {
        for (let x = 0; x < output[2]; x++, at++) {
          for (let tap = 0, kz = 0; kz < size[0]; kz++) {
            const iz = z * stride[0] + kz * dilation[0] - before[0];
            for (let ky = 0; ky < size[1]; ky++) {
              const iy = y * stride[1] + ky * dilation[1] - before[1];
              for (let kx = 0; kx < size[2]; kx++, tap++) {
                const ix = x * stride[2] + kx * dilation[2] - before[2];
                if (iz >= 0 && iz < input[0] && iy >= 0 && iy < input[1] && ix >= 0 && ix < input[2]) {
                  visit(((n * input[0] + iz) * input[1] + iy) * input[2] + ix, at, tap);
                }
              }
            }
          }
        }
      }
    }
  }
}
