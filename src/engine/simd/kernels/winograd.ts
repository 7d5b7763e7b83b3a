import { mapExtents, product, type ConvGeometry, type Extents } from "../../kernels/geometry.ts";
import { BYTES, stepsOf, type SimdContext, type SimdKernel, type Steps } from "../context.ts";
import { padMap, type Margins, type PaddedMap } from "./windows.ts";

/** Side of a tile of the output; its input is two voxels larger. */
const TILE = 4;
/** Tiles that are transformed together: their planes stay in the second cache level. */
const BLOCK = 32;
const PLANES = 36;
/** Floats added to the distance of two planes: powers of two would fall on the same lines of the cache. */
const SKEW = 16;

/** Smaller maps waste too much on the rim of their tiles. */
const SMALLEST_EXTENT = 8;
const FEWEST_CHANNELS = 8;

/** Whether a convolution has 3×3 kernels (3×3×3 without dilation in depth), no stride, and enough of everything to be worth it. */
export function isWinograd({ size, stride, dilation, input, output, inChannels, outChannels }: ConvGeometry): boolean {
  const hasKernel = (size[0] === 1 || (size[0] === 3 && dilation[0] === 1)) && size[1] === 3 && size[2] === 3 && dilation[1] === dilation[2];
  const isLarge = [input[1], input[2], output[1], output[2]].every((extent) => extent >= SMALLEST_EXTENT * dilation[1]);
  const hasChannels = [inChannels, outChannels].every((channels) => channels >= FEWEST_CHANNELS && channels % 4 === 0);
  return hasKernel && isLarge && hasChannels && stride.every((step) => step === 1);
}

/** One plane of tiles: a convolution with dilation d is one without on each of d² interleaved maps. */
interface Layout {
  readonly geometry: ConvGeometry;
  readonly margins: Margins;
  /** Per tile: offsets of its input and output from the start of a slice, and how much of it exists. */
  readonly tiles: readonly (readonly [input: number, output: number, extents: number])[];
  readonly pixelStep: number;
  readonly rowStep: number;
  readonly outPixelStep: number;
  readonly outRowStep: number;
  readonly padded: Steps;
  readonly out: Steps;
}

const tilesAlong = (extent: number, dilation: number, residue: number): number => Math.ceil(Math.ceil((extent - residue) / dilation) / TILE);

function layoutOf(geometry: ConvGeometry): Layout {
  const { input, output, dilation, before, size, inChannels, outChannels } = geometry;
  const d = dilation[1];
  const reached = mapExtents((axis) => (axis === 0 ? output[0] + size[0] - 1 : (TILE * tilesAlong(output[axis], d, 0) + 2) * d));
  const margins = { before, after: mapExtents((axis) => Math.max(0, reached[axis] - before[axis] - input[axis])) };
  const padded = stepsOf(mapExtents((axis) => before[axis] + input[axis] + margins.after[axis]), inChannels);
  const out = stepsOf(output, outChannels);
  const tiles: (readonly [number, number, number])[] = [];
  const along = (axis: 1 | 2) =>
    Array.from({ length: d }, (_, residue) =>
      Array.from({ length: tilesAlong(output[axis], d, residue) }, (_, tile) => {
        const first = residue + tile * TILE * d;
        return { first, count: Math.min(TILE, Math.ceil((output[axis] - first) / d)) };
      }),
    ).flat();
  const columns = along(2);
  for (const y of along(1)) for (const x of columns) tiles.push([y.first * padded.row + x.first * padded.pixel, y.first * out.row + x.first * out.pixel, y.count | (x.count << 8)]);
  return { geometry, margins, tiles, padded, out, pixelStep: d * padded.pixel, rowStep: d * padded.row, outPixelStep: d * out.pixel, outRowStep: d * out.row };
}

interface Block {
  readonly table: number;
  readonly count: number;
}

/** Tile tables of whole blocks, for every slice of every sample: the last block is filled up with tiles that write nothing. */
function blocksOf({ table }: SimdContext, layout: Layout, inputs: readonly number[], outputs: readonly number[]): readonly Block[] {
  const { tiles } = layout;
  const perSlice = tiles.length;
  const total = perSlice * inputs.length;
  const filled = Math.ceil(total / 4) * 4;
  const words = new Uint32Array(filled * 3);
  for (let index = 0; index < filled; index++) {
    const [slice, tile] = [Math.floor(Math.min(index, total - 1) / perSlice), tiles[Math.min(index, total - 1) % perSlice]!];
    words[3 * index] = inputs[slice]! + tile[0];
    words[3 * index + 1] = outputs[slice]! + tile[1];
    words[3 * index + 2] = index < total ? tile[2] : 0;
  }
  const address = table(words);
  return Array.from({ length: Math.ceil(filled / BLOCK) }, (_, block) => ({ table: address + block * BLOCK * 12, count: Math.min(BLOCK, filled - block * BLOCK) }));
}

const planeStride = (tiles: number, channels: number): number => (tiles * channels + SKEW) * BYTES;

/** What happens to one block: its transformed input, with where the slices of a 3D kernel find theirs. */
type BlockVisitor = (block: Block, v: number, taps: number) => void;

/**
 * Transforms the input block by block. In 2D the tiles of all samples are one list; in 3D each block goes down through the slices
 * with the last three transforms kept, since each is read by three outputs.
 */
function eachBlock(context: SimdContext, layout: Layout, x: number, y: number, visit: BlockVisitor): void {
  const { geometry, margins, padded, out } = layout;
  const { batch, input, output, inChannels, size } = geometry;
  const map = padMap(context, x, batch, input, inChannels, margins);
  const vStride = planeStride(BLOCK, inChannels);
  const ring = context.scratch(size[0] * PLANES * vStride);
  const transform = ({ table, count }: Block, v: number) => context.wasm.winogradInput(table, count, layout.pixelStep, layout.rowStep, inChannels, v, vStride);
  if (size[0] === 1) {
    const taps = context.table([0]);
    const slices = Array.from({ length: batch * output[0] }, (_, slice) => slice);
    for (const block of blocksOf(context, layout, slices.map((slice) => map.address + slice * padded.slice), slices.map((slice) => y + slice * out.slice))) {
      transform(block, ring);
      visit(block, ring, taps);
    }
    return;
  }
  const turns = [0, 1, 2].map((first) => context.table([0, 1, 2].map((tap) => ((first + tap) % 3) * PLANES * vStride)));
  for (let n = 0; n < batch; n++) {
    const slices = Array.from({ length: output[0] + 2 }, (_, z) => blocksOf(context, layout, [sliceOf(map, n, z)], [y + n * out.sample + Math.max(0, z - 2) * out.slice]));
    slices[0]!.forEach((_, index) => {
      slices.forEach((blocks, z) => {
        transform(blocks[index]!, ring + (z % 3) * PLANES * vStride);
        if (z >= 2) visit(blocks[index]!, ring, turns[(z - 2) % 3]!);
      });
    });
  }
}

const sliceOf = ({ address, steps }: PaddedMap, n: number, z: number): number => address + n * steps.sample + z * steps.slice;

const rounded = (count: number): number => Math.ceil(count / 8) * 8;

function forward(context: SimdContext, x: number, kernel: number, y: number, geometry: ConvGeometry): void {
  const { wasm, scratch } = context;
  const { inChannels, outChannels, size } = geometry;
  const layout = layoutOf(geometry);
  const [vStride, mStride] = [planeStride(BLOCK, inChannels), planeStride(BLOCK, outChannels)];
  const uStride = (rounded(outChannels) * size[0] * inChannels + SKEW) * BYTES;
  const u = scratch(PLANES * uStride);
  const m = scratch(PLANES * mStride);
  if (outChannels % 8 !== 0) context.heap.floats(u, (PLANES * uStride) / BYTES).fill(0);
  wasm.winogradKernel(kernel, u, uStride, size[0], inChannels, outChannels);
  eachBlock(context, layout, x, y, ({ table, count }, v, taps) => {
    wasm.winogradProducts(v, vStride, taps, size[0], inChannels, u, uStride, m, mStride, count, outChannels);
    wasm.winogradOutput(table, count, layout.outPixelStep, layout.outRowStep, outChannels, m, mStride);
  });
}

export const winogradConv: SimdKernel<ConvGeometry> = (context, [x, kernel], [y], geometry) => forward(context, x!, kernel!, y!, geometry);

/** The way back is a convolution of dy with the kernel turned round. */
export const winogradInputGradient: SimdKernel<ConvGeometry> = (context, [dy, kernel], [dx], geometry) => {
  const { input, output, size, dilation, before, inChannels, outChannels } = geometry;
  const turned = context.scratch(product(size) * inChannels * outChannels * BYTES);
  context.wasm.turnKernel(kernel!, turned, product(size), inChannels, outChannels);
  const back: Extents = mapExtents((axis) => (size[axis] - 1) * dilation[axis] - before[axis]);
  forward(context, dy!, turned, dx!, { ...geometry, input: output, output: input, before: back, inChannels: outChannels, outChannels: inChannels });
};

export const winogradFilterGradient: SimdKernel<ConvGeometry> = (context, [x, dy], [dkernel], geometry) => {
  const { wasm, scratch, heap } = context;
  const { inChannels, outChannels, size } = geometry;
  const layout = layoutOf(geometry);
  const [vStride, wStride] = [planeStride(BLOCK, inChannels), planeStride(BLOCK, outChannels)];
  const sumStride = (size[0] * inChannels * rounded(outChannels) + SKEW) * BYTES;
  const w = scratch(PLANES * wStride);
  const sums = scratch(PLANES * sumStride);
  heap.floats(sums, (PLANES * sumStride) / BYTES).fill(0);
  eachBlock(context, layout, x!, dy!, ({ table, count }, v, taps) => {
    wasm.winogradSlopes(table, count, layout.outPixelStep, layout.outRowStep, outChannels, w, wStride);
    wasm.winogradSums(v, vStride, taps, size[0], inChannels, w, wStride, sums, sumStride, count, outChannels);
  });
  wasm.winogradGradient(sums, sumStride, dkernel!, size[0], inChannels, outChannels);
};
