import { product, type ConvGeometry } from "../../kernels/geometry.ts";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { GpuContext, GpuKernel } from "../recorder.ts";
import { foldParts } from "../reduce.ts";
import { geometryNumbers } from "./convGeometry.ts";

/** Channels of a block, read and written as one vector. */
const LANES = 4;

/** Positions along x that one thread computes: each weight it loads serves all of them. */
const POSITIONS = [0, 1, 2, 3] as const;

/** Whether all channels come in blocks of four; kernels of this file need that. */
export const isBlocked = ({ inChannels, outChannels }: ConvGeometry): boolean =>
  inChannels % LANES === 0 && outChannels % LANES === 0;

const each = (line: (position: number) => string): string => POSITIONS.map(line).join("\n");

/** Which way a convolution is gone through: outputs look for what they read of the input, or inputs for the outputs that read them. */
interface Way {
  /** Letters of the extents of the map that is read and of the one that is written. */
  readonly from: "i" | "o";
  readonly to: "i" | "o";
  /** WGSL of `fn reach`: the position along an axis that `at` meets through a tap, or -1. */
  readonly reach: string;
}

const REACH = "fn reach(at: i32, tap: i32, stride: i32, dilation: i32, before: i32, extent: i32) -> i32";

const AHEAD: Way = {
  from: "i",
  to: "o",
  reach: `${REACH} { let p = at * stride + tap * dilation - before; return select(-1, p, p >= 0 && p < extent); }`,
};
const BACK: Way = {
  from: "o",
  to: "i",
  reach: `${REACH} { let p = at + before - tap * dilation; return select(-1, p / stride, p >= 0 && p % stride == 0 && p / stride < extent); }`,
};

/**
 * Four neighbouring voxels of one block of channels. `inner` adds to `sum0` … `sum3` what a tap gives; in its reach are `tap`, `block`,
 * `first0` … `first3` (the first vectors of the voxels it reads) and `isIn0` … `isIn3` (whether they are inside).
 */
const voxelsCode = ({ from, to, reach }: Way, inner: string): string => `
${reach}
fn element(i: i32) {
  let block = i % u.toBlocks;
  let columns = (u.${to}x + 3) / 4;
  let x = ((i / u.toBlocks) % columns) * 4;
  let row = i / (u.toBlocks * columns);
  let y = row % u.${to}y;
  let z = (row / u.${to}y) % u.${to}z;
  let n = row / (u.${to}y * u.${to}z);
  ${each((p) => `var sum${p} = vec4<f32>(0.0);`)}
  for (var a = 0; a < u.kz; a++) {
    let pz = reach(z, a, u.sz, u.dz, u.bz, u.${from}z);
    if (pz < 0) { continue; }
    for (var b = 0; b < u.ky; b++) {
      let py = reach(y, b, u.sy, u.dy, u.by, u.${from}y);
      if (py < 0) { continue; }
      let origin = ((n * u.${from}z + pz) * u.${from}y + py) * u.${from}x;
      for (var c = 0; c < u.kx; c++) {
        let tap = (a * u.ky + b) * u.kx + c;
        ${each((p) => `let px${p} = reach(x + ${p}, c, u.sx, u.dx, u.bx, u.${from}x); let isIn${p} = px${p} >= 0; let first${p} = (origin + max(0, px${p})) * u.fromBlocks;`)}
        ${inner}
      }
    }
  }
  let at = (row * u.${to}x + x) * u.toBlocks + block;
  ${each((p) => `if (x + ${p} < u.${to}x) { result[at + ${p} * u.toBlocks] = sum${p}; }`)}
}`;

const vectorAt = (position: number, offset: string): string =>
  `select(vec4<f32>(0.0), source[first${position} + ${offset}], isIn${position})`;

/** All channels of a voxel with the 4 × 4 weights that lead from each block of them to this one; `kernel` is [tap, from, to]. */
const FULL = `for (var k = 0; k < u.fromBlocks; k++) {
  let w = (tap * u.fromBlocks + k) * 4 * u.toBlocks + block;
  let weights = mat4x4<f32>(kernel[w], kernel[w + u.toBlocks], kernel[w + 2 * u.toBlocks], kernel[w + 3 * u.toBlocks]);
  ${each((p) => `sum${p} += weights * ${vectorAt(p, "k")};`)}
}`;

/** Each channel with its own weight; `kernel` is [tap, channel]. */
const DEPTHWISE = `let weights = kernel[tap * u.toBlocks + block]; ${each((p) => `sum${p} += weights * ${vectorAt(p, "block")};`)}`;

interface VoxelKernel {
  readonly name: string;
  readonly way: Way;
  readonly inner: string;
}

function runVoxels(
  { run }: GpuContext,
  { name, way, inner }: VoxelKernel,
  [source, kernel]: readonly [TensorInfo, TensorInfo],
  result: TensorInfo,
  geometry: ConvGeometry,
): void {
  const { batch, input, output, inChannels, outChannels } = geometry;
  const [extents, from, to] = way === AHEAD ? [output, inChannels, outChannels] : [input, outChannels, inChannels];
  run({
    key: name,
    code: voxelsCode(way, inner),
    vectors: ["result", "source", "kernel"],
    writes: { result },
    reads: { source, kernel },
    ints: { ...geometryNumbers(geometry), fromBlocks: from / LANES, toBlocks: to / LANES },
    threads: batch * extents[0] * extents[1] * Math.ceil(extents[2] / POSITIONS.length) * (to / LANES),
  });
}

export const blockedConv: GpuKernel<ConvGeometry> = (context, [source, kernel], [result], geometry) =>
  runVoxels(context, { name: "blockedConv", way: AHEAD, inner: FULL }, [source!, kernel!], result!, geometry);

export const blockedInputGradient: GpuKernel<ConvGeometry> = (context, [slope, kernel], [result], geometry) => {
  const { size, inChannels, outChannels } = geometry;
  const turned = context.scratch(product(size) * inChannels * outChannels);
  context.run({
    key: "turnKernel",
    code: "fn element(i: i32) { let o = (i / u.inputs) % u.outputs; turned[i] = kernel[((i / (u.inputs * u.outputs)) * u.inputs + i % u.inputs) * u.outputs + o]; }",
    writes: { turned },
    reads: { kernel: kernel! },
    ints: { inputs: inChannels, outputs: outChannels },
    threads: product(size) * inChannels * outChannels,
  });
  runVoxels(context, { name: "blockedInputGradient", way: BACK, inner: FULL }, [slope!, turned], result!, geometry);
};

export const blockedDepthwise: GpuKernel<ConvGeometry> = (context, [source, kernel], [result], geometry) =>
  runVoxels(context, { name: "blockedDepthwise", way: AHEAD, inner: DEPTHWISE }, [source!, kernel!], result!, geometry);

export const blockedDepthwiseInputGradient: GpuKernel<ConvGeometry> = (context, [slope, kernel], [result], geometry) =>
  runVoxels(
    context,
    { name: "blockedDepthwiseInputGradient", way: BACK, inner: DEPTHWISE },
    [slope!, kernel!],
    result!,
    geometry,
  );

/** Threads that share the rows of the output between them for each block of weights: without this, few weights keep few threads busy. */
const THREADS = 65_536;

/** A thread's block of weights, summed over its share of the output's rows. */
interface WeightKernel {
  readonly name: string;
  /** WGSL that splits the number `w` of a block into tap `t`, input block `k` and output block `o`. */
  readonly split: string;
  /** Vectors of weights that a block has, and what each adds for an input vector `s` and a slope `g`. */
  readonly terms: readonly string[];
  /** Where vector `r` of the block lies among all of them. */
  readonly place: (r: number) => string;
}

const weightsCode = ({ split, terms, place }: WeightKernel): string => `
fn element(i: i32) {
  let w = i % u.blocks;
  ${split}
  let c = t % u.kx;
  let b = (t / u.kx) % u.ky;
  let a = t / (u.kx * u.ky);
  let share = i / u.blocks;
  ${terms.map((_, r) => `var sum${r} = vec4<f32>(0.0);`).join("\n")}
  for (var row = share * u.length; row < min((share + 1) * u.length, u.rows); row++) {
    let py = (row % u.oy) * u.sy + b * u.dy - u.by;
    let pz = ((row / u.oy) % u.oz) * u.sz + a * u.dz - u.bz;
    if (py < 0 || py >= u.iy || pz < 0 || pz >= u.iz) { continue; }
    let origin = (((row / (u.oy * u.oz)) * u.iz + pz) * u.iy + py) * u.ix;
    for (var x = 0; x < u.ox; x++) {
      let px = x * u.sx + c * u.dx - u.bx;
      if (px < 0 || px >= u.ix) { continue; }
      let s = source[(origin + px) * u.fromBlocks + k];
      let g = slope[(row * u.ox + x) * u.toBlocks + o];
      ${terms.map((term, r) => `sum${r} += ${term};`).join("\n")}
    }
  }
  let first = share * u.blocks * ${terms.length};
  ${terms.map((_, r) => `partial[first + ${place(r)}] = sum${r};`).join("\n")}
}`;

function runWeights(
  context: GpuContext,
  kernel: WeightKernel,
  [source, slope]: readonly [TensorInfo, TensorInfo],
  result: TensorInfo,
  blocks: number,
  geometry: ConvGeometry,
): void {
  const { batch, output, inChannels, outChannels } = geometry;
  const rows = batch * output[0] * output[1];
  const parts = Math.max(1, Math.min(rows, Math.ceil(THREADS / blocks)));
  const weights = blocks * kernel.terms.length * LANES;
  const partial = context.scratch(parts * weights);
  context.run({
    key: kernel.name,
    code: weightsCode(kernel),
    vectors: ["partial", "source", "slope"],
    writes: { partial },
    reads: { source, slope },
    ints: {
      ...geometryNumbers(geometry),
      blocks,
      fromBlocks: inChannels / LANES,
      toBlocks: outChannels / LANES,
      rows,
      length: Math.ceil(rows / parts),
    },
    threads: parts * blocks,
  });
  foldParts(context, partial, parts, weights, result);
}

const FULL_WEIGHTS: WeightKernel = {
  name: "blockedFilterGradient",
  split: "let o = w % u.toBlocks; let k = (w / u.toBlocks) % u.fromBlocks; let t = w / (u.toBlocks * u.fromBlocks);",
  terms: ["s.x * g", "s.y * g", "s.z * g", "s.w * g"],
  place: (r) => `(t * u.inputs + k * 4 + ${r}) * u.toBlocks + o`,
};

const DEPTHWISE_WEIGHTS: WeightKernel = {
  name: "blockedDepthwiseFilterGradient",
  split: "let o = w % u.fromBlocks; let k = o; let t = w / u.fromBlocks;",
  terms: ["s * g"],
  place: () => "w",
};

export const blockedFilterGradient: GpuKernel<ConvGeometry> = (context, [source, slope], [result], geometry) =>
  runWeights(
    context,
    FULL_WEIGHTS,
    [source!, slope!],
    result!,
    (product(geometry.size) * geometry.inChannels * geometry.outChannels) / LANES ** 2,
    geometry,
  );

export const blockedDepthwiseFilterGradient: GpuKernel<ConvGeometry> = (context, [source, slope], [result], geometry) =>
  runWeights(
    context,
    DEPTHWISE_WEIGHTS,
    [source!, slope!],
    result!,
    (product(geometry.size) * geometry.inChannels) / LANES,
    geometry,
  );
