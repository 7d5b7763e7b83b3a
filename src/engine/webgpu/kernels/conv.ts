import { product, type ConvGeometry } from "../../kernels/geometry.ts";
import type { GpuKernel } from "../recorder.ts";
import { foldParts } from "../reduce.ts";
import {
  blockedConv,
  blockedDepthwise,
  blockedDepthwiseFilterGradient,
  blockedDepthwiseInputGradient,
  blockedFilterGradient,
  blockedInputGradient,
  isBlocked,
} from "./convBlocks.ts";
import { geometryNumbers } from "./convGeometry.ts";

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

/** Splits a flat index into the first of a thread's channels and a voxel. */
const place = (channels: string, extents: "i" | "o", lanes: Lanes): string => `
  let channel = (i % (u.${channels} / ${lanes})) * ${lanes};
  let voxel = i / (u.${channels} / ${lanes});
  let x = voxel % u.${extents}x;
  let y = (voxel / u.${extents}x) % u.${extents}y;
  let z = (voxel / (u.${extents}x * u.${extents}y)) % u.${extents}z;
  let n = voxel / (u.${extents}x * u.${extents}y * u.${extents}z);`;

/** Channels that one thread computes: what it reads of the other side serves all of them. */
type Lanes = 1 | 4;

const lanesOf = (channels: number): Lanes => (channels % 4 === 0 ? 4 : 1);
const zero = (lanes: Lanes): string => (lanes === 4 ? "vec4<f32>(0.0)" : "0.0");

/** Reads `lanes` numbers `step` apart. */
const gather = (buffer: string, at: string, lanes: Lanes, step = "1"): string =>
  lanes === 4
    ? `vec4<f32>(${[0, 1, 2, 3].map((lane) => `${buffer}[${at} + ${lane} * ${step}]`).join(", ")})`
    : `${buffer}[${at}]`;

/** Writes a thread's channels of its voxel. */
const write = (channels: string, lanes: Lanes): string =>
  lanes === 4
    ? `let at = voxel * u.${channels} + channel; for (var lane = 0; lane < 4; lane++) { result[at + lane] = sum[lane]; }`
    : `result[voxel * u.${channels} + channel] = sum;`;

type Body = (lanes: Lanes) => string;

const sumInputs: Body = (lanes) =>
  `for (var k = 0; k < u.inputs; k++) { let w = (tap * u.inputs + k) * u.outputs + channel; sum += source[origin * u.inputs + k] * ${gather("kernel", "w", lanes)}; }`;
const sumOutputs: Body = (lanes) =>
  `for (var k = 0; k < u.outputs; k++) { let w = (tap * u.inputs + channel) * u.outputs + k; sum += slope[to * u.outputs + k] * ${gather("kernel", "w", lanes, "u.outputs")}; }`;

function forward(name: string, body: Body): GpuKernel<ConvGeometry> {
  return ({ run }, [source, kernel], [result], geometry) => {
    const lanes = lanesOf(geometry.outChannels);
    run({
      key: `${name}/${lanes}`,
      code: `fn element(i: i32) { ${place("outputs", "o", lanes)} var sum = ${zero(lanes)}; ${eachTap(body(lanes))} ${write("outputs", lanes)} }`,
      writes: { result: result! },
      reads: { source: source!, kernel: kernel! },
      ints: geometryNumbers(geometry),
      threads: (geometry.batch * product(geometry.output) * geometry.outChannels) / lanes,
    });
  };
}

function backward(name: string, body: Body): GpuKernel<ConvGeometry> {
  return ({ run }, [slope, kernel], [result], geometry) => {
    const lanes = lanesOf(geometry.inChannels);
    run({
      key: `${name}/${lanes}`,
      code: `fn element(i: i32) { ${place("inputs", "i", lanes)} var sum = ${zero(lanes)}; ${eachReader(body(lanes))} ${write("inputs", lanes)} }`,
      writes: { result: result! },
      reads: { slope: slope!, kernel: kernel! },
      ints: geometryNumbers(geometry),
      threads: (geometry.batch * product(geometry.input) * geometry.inChannels) / lanes,
    });
  };
}

/** Threads that share the rows of the output between them for each weight: without this, few weights keep few threads busy. */
const THREADS = 65_536;

interface FilterGradient {
  readonly name: string;
  /** WGSL that splits the number of a thread's first weight into tap `t`, input channel `k` and output channel `o`. */
  readonly split: string;
  readonly weights: (geometry: ConvGeometry) => number;
  readonly lanes: (geometry: ConvGeometry) => Lanes;
}

const filterCode = (split: string, lanes: Lanes): string => `
fn element(i: i32) {
  let w = (i % (u.weights / ${lanes})) * ${lanes};
  ${split}
  let c = t % u.kx;
  let b = (t / u.kx) % u.ky;
  let a = t / (u.kx * u.ky);
  let share = i / (u.weights / ${lanes});
  let first = share * u.length;
  var sum = ${zero(lanes)};
  for (var row = first; row < min(first + u.length, u.rows); row++) {
    let py = (row % u.oy) * u.sy + b * u.dy - u.by;
    let pz = ((row / u.oy) % u.oz) * u.sz + a * u.dz - u.bz;
    if (py < 0 || py >= u.iy || pz < 0 || pz >= u.iz) { continue; }
    let origin = ((row / (u.oy * u.oz)) * u.iz + pz) * u.iy + py;
    for (var x = 0; x < u.ox; x++) {
      let px = x * u.sx + c * u.dx - u.bx;
      if (px < 0 || px >= u.ix) { continue; }
      let at = (row * u.ox + x) * u.outputs + o;
      sum += source[(origin * u.ix + px) * u.inputs + k] * ${gather("slope", "at", lanes)};
    }
  }
  ${lanes === 4 ? "for (var lane = 0; lane < 4; lane++) { partial[share * u.weights + w + lane] = sum[lane]; }" : "partial[share * u.weights + w] = sum;"}
}`;

function filterGradient({ name, split, weights, lanes }: FilterGradient): GpuKernel<ConvGeometry> {
  return (context, [source, slope], [result], geometry) => {
    const [count, width] = [weights(geometry), lanes(geometry)];
    const rows = geometry.batch * geometry.output[0] * geometry.output[1];
    const parts = Math.max(1, Math.min(rows, Math.ceil((THREADS * width) / count)));
    const partial = context.scratch(parts * count);
    context.run({
      key: `${name}/${width}`,
      code: filterCode(split, width),
      writes: { partial },
      reads: { source: source!, slope: slope! },
      ints: { ...geometryNumbers(geometry), weights: count, rows, length: Math.ceil(rows / parts) },
      threads: (parts * count) / width,
    });
    foldParts(context, partial, parts, count, result);
  };
}

/** Vectors where all channels come in blocks of four, numbers one by one where they do not. */
const either =
  (blocked: GpuKernel<ConvGeometry>, general: GpuKernel<ConvGeometry>): GpuKernel<ConvGeometry> =>
  (context, inputs, outputs, geometry) =>
    (isBlocked(geometry) ? blocked : general)(context, inputs, outputs, geometry);

export const conv = either(blockedConv, forward("conv", sumInputs));
export const depthwise = either(
  blockedDepthwise,
  forward("depthwise", () => "sum += source[origin * u.inputs + channel] * kernel[tap * u.inputs + channel];"),
);
export const convInputGradient = either(blockedInputGradient, backward("convInputGradient", sumOutputs));
export const depthwiseInputGradient = either(
  blockedDepthwiseInputGradient,
  backward(
    "depthwiseInputGradient",
    () => "sum += slope[to * u.outputs + channel] * kernel[tap * u.inputs + channel];",
  ),
);

export const convFilterGradient = either(
  blockedFilterGradient,
  filterGradient({
    name: "convFilterGradient",
    split: "let o = w % u.outputs; let k = (w / u.outputs) % u.inputs; let t = w / (u.outputs * u.inputs);",
    weights: ({ size, inChannels, outChannels }) => product(size) * inChannels * outChannels,
    lanes: ({ outChannels }) => lanesOf(outChannels),
  }),
);

export const depthwiseFilterGradient = either(
  blockedDepthwiseFilterGradient,
  filterGradient({
    name: "depthwiseFilterGradient",
    split: "let o = w % u.inputs; let k = o; let t = w / u.inputs;",
    weights: ({ size, inChannels }) => product(size) * inChannels,
    lanes: () => 1,
  }),
);
