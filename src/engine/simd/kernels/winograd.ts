import { mapExtents, product, type ConvGeometry, type Extents } from "../../kernels/geometry.ts";
import { BYTES, stepsOf, type SimdContext, type SimdKernel, type Steps } from "../context.ts";

/** Side of a tile of the output; its input is two voxels larger. */
const TILE = 4;
/** Tiles that are transformed together: their planes stay in the second cache level. */
const BLOCK = 32;
const PLANES = 36;
/** Floats added to the distance of two planes: powers of two would fall on the same lines of the cache. */
const SKEW = 16;

/** Smaller maps waste too much on the rim of their tiles. */
const SMALLEST_EXTENT = 8;
const FEWEST_CHANNELS = 7;

/** Whether a convolution has 3×3 kernels (3×3×3 without dilation in depth), no stride, and enough of everything to be worth it. */
export function isWinograd({ size, stride, dilation, input, output, inChannels, outChannels }: ConvGeometry): boolean {
  const hasKernel =
    (size[0] === 1 || (size[0] === 3 && dilation[0] === 1)) &&
    size[1] === 3 &&
    size[2] === 3 &&
    dilation[1] === dilation[2];
  const isLarge = [input[1], input[2], output[1], output[2]].every((extent) => extent >= SMALLEST_EXTENT * dilation[1]);
  const hasChannels = [inChannels, outChannels].every((channels) => channels >= FEWEST_CHANNELS);
  return hasKernel && isLarge && hasChannels && stride.every((step) => step === 1);
}

/** What follows from a geometry alone. A convolution with dilation d is one without on each of d² interleaved maps. */
interface Layout {
  /** Words of the tile table of a slice, of all slices in 2D; filled up to a multiple of 4 with tiles that write nothing. */
  readonly tiles: Uint32Array;
  readonly in: Steps;
  readonly out: Steps;
}

const layouts = new WeakMap<ConvGeometry, Layout>();

function layoutOf(geometry: ConvGeometry): Layout {
  const known = layouts.get(geometry) ?? createLayout(geometry);
  layouts.set(geometry, known);
  return known;
}

const WORDS = 4;

const rounded = (count: number, to: number): number => Math.ceil(count / to) * to;

function createLayout(geometry: ConvGeometry): Layout {
  const { batch, input, output, size, inChannels, outChannels } = geometry;
  const steps = { in: stepsOf(input, inChannels), out: stepsOf(output, outChannels) };
  return { ...steps, tiles: tileTable(geometry, size[0] === 1 ? batch * output[0] : 1, steps) };
}

/** A tile along one axis: first output position and how many there are, first input position (it may be negative) and which of the six exist. */
interface AxisTile {
  readonly output: number;
  readonly count: number;
  readonly input: number;
  readonly inside: readonly [from: number, to: number];
}

/** Tiles of the interleaved maps of an axis, one map after the other. */
function axisTiles({ input, output, dilation, before }: ConvGeometry, axis: 1 | 2): readonly AxisTile[] {
  const [d, extent] = [dilation[axis], output[axis]];
  const residues = Array.from({ length: d }, (_, residue) => residue);
  return residues.flatMap((residue) =>
    Array.from({ length: Math.ceil(Math.ceil((extent - residue) / d) / TILE) }, (_, tile) => {
      const first = residue + tile * TILE * d;
      const from = first - before[axis];
      const within = (end: number) => Math.min(TILE + 2, Math.max(0, Math.ceil((end - from) / d)));
      return {
        output: first,
        count: Math.min(TILE, Math.ceil((extent - first) / d)),
        input: from,
        inside: [within(0), within(input[axis])],
      };
    }),
  );
}

function tileTable(geometry: ConvGeometry, slices: number, steps: Pick<Layout, "in" | "out">): Uint32Array {
  const [rows, columns] = [axisTiles(geometry, 1), axisTiles(geometry, 2)];
  const total = slices * rows.length * columns.length;
  const words = new Uint32Array(Math.ceil(total / 4) * 4 * WORDS);
  let at = 0;
  for (let slice = 0; slice < slices; slice++) {
    for (const y of rows) {
      for (const x of columns) {
        words[at++] = slice * steps.in.slice + y.input * steps.in.row + x.input * steps.in.pixel;
        words[at++] = slice * steps.out.slice + y.output * steps.out.row + x.output * steps.out.pixel;
        words[at++] = y.count | (x.count << 8);
        words[at++] = y.inside[0] | (y.inside[1] << 8) | (x.inside[0] << 16) | (x.inside[1] << 24);
      }
    }
  }
  for (; at < words.length; at += WORDS) words.set([words[0]!, words[1]!, 0, words[3]!], at);
  return words;
}

/** Tiles that are worked on together, and the slices of the maps that their offsets count from. */
interface Block {
  readonly tiles: number;
  readonly count: number;
  readonly output: number;
}

const planeStride = (tiles: number, channels: number): number => (tiles * rounded(channels, 4) + SKEW) * BYTES;

/** What happens to one block: its transformed input, with where the slices of a 3D kernel find theirs. */
type BlockVisitor = (block: Block, v: number, taps: number) => void;

/**
 * Transforms the input block by block. In 2D the tiles of all samples are one list; in 3D each block goes down through the slices
 * with the last three transforms kept, since each is read by three outputs.
 */
function eachBlock(context: SimdContext, geometry: ConvGeometry, x: number, y: number, visit: BlockVisitor): void {
  const { out, in: source, tiles } = layoutOf(geometry);
  const { batch, input, output, before, dilation, inChannels, size } = geometry;
  const stride = planeStride(BLOCK, inChannels);
  const planes = PLANES * stride;
  const ring = context.scratch(size[0] * planes);
  const table = context.table(tiles);
  const turns = Array.from({ length: size[0] }, (_, first) =>
    context.table(Array.from({ length: size[0] }, (_, tap) => ((first + tap) % size[0]) * planes)),
  );
  const is2D = size[0] === 1;
  for (let n = 0; n < (is2D ? 1 : batch); n++) {
    for (let first = 0; first < tiles.length / WORDS; first += BLOCK) {
      const at = table + first * WORDS * BYTES;
      const count = Math.min(BLOCK, tiles.length / WORDS - first);
      for (let z = 0; z < (is2D ? 1 : output[0] + 2); z++) {
        const [slice, v] = [z - before[0], ring + (z % size[0]) * planes];
        if (slice < 0 || slice >= input[0]) context.heap.floats(v, planes / BYTES).fill(0);
        else
          context.wasm.winogradInput(
            x + n * source.sample + slice * source.slice,
            at,
            count,
            dilation[1] * source.pixel,
            dilation[1] * source.row,
            inChannels,
            v,
            stride,
          );
        const done = z - (size[0] - 1);
        if (done >= 0)
          visit({ tiles: at, count, output: y + n * out.sample + done * out.slice }, ring, turns[done % size[0]]!);
      }
    }
  }
}

function forward(context: SimdContext, x: number, kernel: number, y: number, geometry: ConvGeometry): void {
  const { wasm, scratch } = context;
  const { inChannels, outChannels, size, dilation } = geometry;
  const { out } = layoutOf(geometry);
  const [outPixelStep, outRowStep] = [dilation[1] * out.pixel, dilation[1] * out.row];
  const [vStride, mStride] = [planeStride(BLOCK, inChannels), planeStride(BLOCK, outChannels)];
  const uStride = (rounded(outChannels, 8) * size[0] * inChannels + SKEW) * BYTES;
  const u = scratch(PLANES * uStride);
  const m = scratch(PLANES * mStride);
  if (outChannels % 8 !== 0) context.heap.floats(u, (PLANES * uStride) / BYTES).fill(0);
  wasm.winogradKernel(kernel, u, uStride, size[0], inChannels, outChannels);
  eachBlock(context, geometry, x, y, ({ tiles, count, output }, v, taps) => {
    wasm.winogradProducts(v, vStride, taps, size[0], inChannels, u, uStride, m, mStride, count, outChannels);
    wasm.winogradOutput(output, tiles, count, outPixelStep, outRowStep, outChannels, m, mStride);
  });
}

export const winogradConv: SimdKernel<ConvGeometry> = (context, [x, kernel], [y], geometry) =>
  forward(context, x!, kernel!, y!, geometry);

const backward = new WeakMap<ConvGeometry, ConvGeometry>();

/** The way back is a convolution of dy with the kernel turned round. */
function turned(geometry: ConvGeometry): ConvGeometry {
  const { input, output, size, dilation, before, inChannels, outChannels } = geometry;
  const back: Extents = mapExtents((axis) => (size[axis] - 1) * dilation[axis] - before[axis]);
  const known = backward.get(geometry) ?? {
    ...geometry,
    input: output,
    output: input,
    before: back,
    inChannels: outChannels,
    outChannels: inChannels,
  };
  backward.set(geometry, known);
  return known;
}

export const winogradInputGradient: SimdKernel<ConvGeometry> = (context, [dy, kernel], [dx], geometry) => {
  const { size, inChannels, outChannels } = geometry;
  const kernelBack = context.scratch(product(size) * inChannels * outChannels * BYTES);
  context.wasm.turnKernel(kernel!, kernelBack, product(size), inChannels, outChannels);
  forward(context, dy!, kernelBack, dx!, turned(geometry));
};

export const winogradFilterGradient: SimdKernel<ConvGeometry> = (context, [x, dy], [dkernel], geometry) => {
  const { wasm, scratch, heap } = context;
  const { inChannels, outChannels, size, dilation } = geometry;
  const { out } = layoutOf(geometry);
  const [outPixelStep, outRowStep] = [dilation[1] * out.pixel, dilation[1] * out.row];
  const [vStride, wStride] = [planeStride(BLOCK, inChannels), planeStride(BLOCK, outChannels)];
  const sumStride = (size[0] * rounded(inChannels, 4) * rounded(outChannels, 8) + SKEW) * BYTES;
  const w = scratch(PLANES * wStride);
  const sums = scratch(PLANES * sumStride);
  heap.floats(sums, (PLANES * sumStride) / BYTES).fill(0);
  eachBlock(context, geometry, x!, dy!, ({ tiles, count, output }, v, taps) => {
    wasm.winogradSlopes(output, tiles, count, outPixelStep, outRowStep, outChannels, w, wStride);
    wasm.winogradSums(v, vStride, taps, size[0], inChannels, w, wStride, sums, sumStride, count, outChannels);
  });
  wasm.winogradGradient(sums, sumStride, dkernel!, size[0], inChannels, outChannels);
};
