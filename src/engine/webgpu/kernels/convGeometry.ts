import type { ConvGeometry } from "../../kernels/geometry.ts";

/** A convolution's geometry as the numbers of a shader: input, output, kernel, stride, dilation and zeros before, along z, y and x. */
export const geometryNumbers = ({
  input,
  output,
  size,
  stride,
  dilation,
  before,
  inChannels,
  outChannels,
}: ConvGeometry) => ({
  iz: input[0],
  iy: input[1],
  ix: input[2],
  oz: output[0],
  oy: output[1],
  ox: output[2],
  kz: size[0],
  ky: size[1],
  kx: size[2],
  sz: stride[0],
  sy: stride[1],
  sx: stride[2],
  dz: dilation[0],
  dy: dilation[1],
  dx: dilation[2],
  bz: before[0],
  by: before[1],
  bx: before[2],
  inputs: inChannels,
  outputs: outChannels,
});
