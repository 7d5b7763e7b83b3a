import { product, type ConvGeometry } from "../../kernels/geometry.ts";
import type { GpuKernel } from "../recorder.ts";
import { foldParts } from "../reduce.ts";

const numbers = ({ input, output, size, stride, dilation, before, inChannels, outChannels }: ConvGeometry) => ({
  iz: input[0], iy: input[1], ix: input[2],
  oz: output[0], oy: output[1], ox: output[2],
  kz: size[0], ky: size[1], kx: size[2],
  sz: stride[0], sy: stride[1], sx: stride[2],
  dz: dilation[0], dy: dilation[1], dx: dilation[2],
  bz: before[0], by: before[1], bx: before[2],
  inputs: inChannels, outputs: outChannels,
});

/** Loops over the taps that reach an output voxel (n, z, y, x); `origin` is the input voxel, `tap` the tap. */
const eachTap = (body: string): string => `
  for (var a = 0; a < u.kz; a++) {
    let pz = z * u.sz + a * u.dz - u.bz;
    if (pz < 0 || pz >= u.iz) { continue; }
    for (var b = 0; b < u.ky; b++) {
      let py = y * u.sy + b * u.dy - u.by;
      if (py < 0 || py >= u.iy) { continue; }
      for (var c = 0; c < u.kx; c++) {
        let px = x * u.sx + c * u.dx - u.bx;
        if (px < 0 || px >= u.ix) { continue; }
        let tap = (a * u.ky + b) * u.kx + c;
        let origin = ((n * u.iz + pz) * u.iy + py) * u.ix + px;
        ${body}
      }
    }
  }`;

/** Loops over the taps that an input voxel (n, z, y, x) is read by; `to` is the output voxel. */
const eachReader = (body: string): string => `
  for (var a = 0; a < u.kz; a++) {
    let qz = z + u.bz - a * u.dz;
    if (qz < 0 || qz % u.sz != 0 || qz / u.sz >= u.oz) { continue; }
    for (var b = 0; b < u.ky; b++) {
      let qy = y + u.by - b * u.dy;
      if (qy < 0 || qy % u.sy != 0 || qy / u.sy >= u.oy) { continue; }
      for (var c = 0; c < u.kx; c++) {
        let qx = x + u.bx - c * u.dx;
        if (qx < 0 || qx % u.sx != 0 || qx / u.sx >= u.ox) { continue; }
        let tap = (a * u.ky + b) * u.kx + c;
        let to = ((n * u.oz + qz / u.sz) * u.oy + qy / u.sy) * u.ox + qx / u.sx;
        ${body}
      }
    }
  }`;

/** Splits a flat index of a map into channel and voxel. */
const place = (channels: string, extents: "i" | "o"): string => `
  let channel = i % u.${channels};
  let voxel = i / u.${channels};
  let x = voxel % u.${extents}x;
  let y = (voxel / u.${extents}x) % u.${extents}y;
  let z = (voxel / (u.${extents}x * u.${extents}y)) % u.${extents}z;
  let n = voxel / (u.${extents}x * u.${extents}y * u.${extents}z);`;

const SUM_INPUTS = "for (var k = 0; k < u.inputs; k++) { sum += source[origin * u.inputs + k] * kernel[(tap * u.inputs + k) * u.outputs + channel]; }";
const SUM_OUTPUTS = "for (var k = 0; k < u.outputs; k++) { sum += slope[to * u.outputs + k] * kernel[(tap * u.inputs + channel) * u.outputs + k]; }";

function forward(key: string, body: string): GpuKernel<ConvGeometry> {
  const code = `fn element(i: i32) { ${place("outputs", "o")} var sum = 0.0; ${eachTap(body)} result[i] = sum; }`;
  return ({ run }, [source, kernel], [result], geometry) => {
    const threads = geometry.batch * product(geometry.output) * geometry.outChannels;
    run({ key, code, writes: { result: result! }, reads: { source: source!, kernel: kernel! }, ints: numbers(geometry), threads });
  };
}

function backward(key: string, body: string): GpuKernel<ConvGeometry> {
  const code = `fn element(i: i32) { ${place("inputs", "i")} var sum = 0.0; ${eachReader(body)} result[i] = sum; }`;
  return ({ run }, [slope, kernel], [result], geometry) => {
    const threads = geometry.batch * product(geometry.input) * geometry.inChannels;
    run({ key, code, writes: { result: result! }, reads: { slope: slope!, kernel: kernel! }, ints: numbers(geometry), threads });
  };
}

/** Threads that share the rows of the output between them for each weight: without this, few weights keep few threads busy. */
const THREADS = 65_536;

/** `weight` splits the number of a weight into tap `t`, input channel `k` and output channel `o`. */
function filterGradient(key: string, weight: string, weightCount: (geometry: ConvGeometry) => number): GpuKernel<ConvGeometry> {
  const code = `
fn element(i: i32) {
  let w = i % u.weights;
  ${weight}
  let c = t % u.kx;
  let b = (t / u.kx) % u.ky;
  let a = t / (u.kx * u.ky);
  let first = (i / u.weights) * u.length;
  var sum = 0.0;
  for (var row = first; row < min(first + u.length, u.rows); row++) {
    let py = (row % u.oy) * u.sy + b * u.dy - u.by;
    let pz = ((row / u.oy) % u.oz) * u.sz + a * u.dz - u.bz;
    if (py < 0 || py >= u.iy || pz < 0 || pz >= u.iz) { continue; }
    let origin = ((row / (u.oy * u.oz)) * u.iz + pz) * u.iy + py;
    for (var x = 0; x < u.ox; x++) {
      let px = x * u.sx + c * u.dx - u.bx;
      if (px < 0 || px >= u.ix) { continue; }
      sum += source[(origin * u.ix + px) * u.inputs + k] * slope[(row * u.ox + x) * u.outputs + o];
    }
  }
  partial[i] = sum;
}`;
  return (context, [source, slope], [result], geometry) => {
    const weights = weightCount(geometry);
    const rows = geometry.batch * geometry.output[0] * geometry.output[1];
    const parts = Math.max(1, Math.min(rows, Math.ceil(THREADS / weights)));
    const partial = context.scratch(parts * weights);
    context.run({ key, code, writes: { partial }, reads: { source: source!, slope: slope! }, ints: { ...numbers(geometry), weights, rows, length: Math.ceil(rows / parts) }, threads: parts * weights });
    foldParts(context, partial, parts, weights, result);
  };
}

export const conv = forward("conv", SUM_INPUTS);
export const depthwise = forward("depthwise", "sum += source[origin * u.inputs + channel] * kernel[tap * u.inputs + channel];");
export const convInputGradient = backward("convInputGradient", SUM_OUTPUTS);
export const depthwiseInputGradient = backward("depthwiseInputGradient", "sum += slope[to * u.outputs + channel] * kernel[tap * u.inputs + channel];");

export const convFilterGradient = filterGradient(
  "convFilterGradient",
  "let o = w % u.outputs; let k = (w / u.outputs) % u.inputs; let t = w / (u.outputs * u.inputs);",
  ({ size, inChannels, outChannels }) => product(size) * inChannels * outChannels,
);
export const depthwiseFilterGradient = filterGradient(
  "depthwiseFilterGradient",
  "let o = w % u.inputs; let k = o; let t = w / u.inputs;",
  ({ size, inChannels }) => product(size) * inChannels,
);
