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
  readonly out: Steps;
  /** Slices that one table of tiles covers: all in 2D, one in 3D. */
  readonly slices: number;
  readonly rows: readonly AxisTile[];
  readonly columns: readonly AxisTile[];
  /** Tables by how the input lies in memory. */
  readonly tables: Map<string, Uint32Array>;
}

const layouts = new WeakMap<ConvGeometry, Layout>();

function layoutOf(geometry: ConvGeometry): Layout {
  const known = layouts.get(geometry) ?? createLayout(geometry);
  layouts.set(geometry, known);
  return known;
}

const WORDS = 4;

const rounded = (count: number, to: number): number => Math.ceil(count / to) * to;

const createLayout = (geometry: ConvGeometry): Layout => ({
  out: stepsOf(geometry.output, geometry.outChannels),
  slices: geometry.size[0] === 1 ? geometry.batch * geometry.output[0] : 1,
  rows: axisTiles(geometry, 1),
  columns: axisTiles(geometry, 2),
  tables: new Map(),
});

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

/** A map that channels of the input are read from. */
export interface WinogradSource {
  readonly address: number;
  readonly channels: number;
  /** Which channel of the input is its first. */
  readonly first: number;
  /** How often each of its voxels stands in the input along an axis; 1 or 2, the same along y and x. */
  readonly factor: Extents;
}

const isDoubled = ({ factor }: WinogradSource): boolean => factor[1] === 2;

/** Words of the tiles of a layout, filled up to a multiple of 4 with tiles that write nothing. */
function tableOf(layout: Layout, source: WinogradSource, steps: Steps): Uint32Array {
  const key = `${isDoubled(source)}/${steps.pixel}/${steps.row}/${steps.slice}`;
  const known = layout.tables.get(key) ?? tileTable(layout, isDoubled(source) ? null : steps);
  layout.tables.set(key, known);
  return known;
}

/** `steps` of the input's bytes; null where the first word is its position along y and x. */
function tileTable({ slices, rows, columns, out }: Layout, steps: Steps | null): Uint32Array {
  const total = slices * rows.length * columns.length;
  const words = new Uint32Array(Math.ceil(total / 4) * 4 * WORDS);
  const along = (of: (tile: AxisTile) => number) => Int32Array.from(columns, of);
  const inputs = along(({ input }) => (steps ? input * steps.pixel : input * 0x10000));
  const outputs = along(({ output }) => output * out.pixel);
  const counts = along(({ count }) => count << 8);
  const insides = along(({ inside: [from, to] }) => (from << 16) | (to << 24));
  const across = columns.length;
  let at = 0;
  for (let slice = 0; slice < slices; slice++) {
    for (const { input, output, count, inside } of rows) {
      const from = steps ? slice * steps.slice + input * steps.row : input & 0xffff;
      const to = slice * out.slice + output * out.row;
      const rowInside = inside[0] | (inside[1] << 8);
      for (let x = 0; x < across; x++, at += WORDS) {
        words[at] = from + inputs[x]!;
        words[at + 1] = to + outputs[x]!;
        words[at + 2] = count | counts[x]!;
        words[at + 3] = rowInside | insides[x]!;
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

const strideOf = (wide: number): number => (BLOCK * wide + SKEW) * BYTES;
const planeStride = (channels: number): number => strideOf(rounded(channels, 4));

/** Floats of a tile in a plane: whole vectors of the last channels of each source find room. */
const wideOf = (sources: readonly WinogradSource[]): number =>
  rounded(Math.max(...sources.map(({ first, channels }) => first + rounded(channels, 4))), 4);

/** What happens to one block: its transformed input, with where the slices of a 3D kernel find theirs. */
type BlockVisitor = (block: Block, v: number, taps: number) => void;

/** A source with where its tiles are, and how it lies in memory. */
function placed({ table }: SimdContext, geometry: ConvGeometry, source: WinogradSource) {
  const extents = mapExtents((axis) => geometry.input[axis] / source.factor[axis]);
  const steps = stepsOf(extents, source.channels);
  return { ...source, steps, table: table(tableOf(layoutOf(geometry), source, steps)) };
}

type Placed = ReturnType<typeof placed>;

/**
 * Transforms the input block by block. In 2D the tiles of all samples are one list; in 3D each block goes down through the slices
 * with the last three transforms kept, since each is read by three outputs.
 */
function eachBlock(
  context: SimdContext,
  geometry: ConvGeometry,
  sources: readonly WinogradSource[],
  y: number,
  visit: BlockVisitor,
): void {
  const { out, slices, rows, columns } = layoutOf(geometry);
  const { batch, input, output, before, dilation, size } = geometry;
  const [wide, is2D] = [wideOf(sources), size[0] === 1];
  const stride = strideOf(wide);
  const planes = PLANES * stride;
  const ring = context.scratch(size[0] * planes);
  const read = sources.map((source) => placed(context, geometry, source));
  const total = rounded(slices * rows.length * columns.length, 4);
  const turns = Array.from({ length: size[0] }, (_, first) =>
    context.table(Array.from({ length: size[0] }, (_, tap) => ((first + tap) % size[0]) * planes)),
  );
  const transform = (
    { address, first, channels, steps, table, ...source }: Placed,
    n: number,
    slice: number,
    at: number,
    count: number,
    v: number,
  ) => {
    const run = isDoubled({ address, first, channels, ...source })
      ? context.wasm.winogradDoubledInput
      : context.wasm.winogradInput;
    run(
      address + n * steps.sample + Math.floor(slice / source.factor[0]) * steps.slice,
      table + at,
      count,
      dilation[1] * steps.pixel,
      dilation[1] * steps.row,
      channels,
      v + first * BYTES,
      stride,
      wide,
    );
  };
  for (let n = 0; n < (is2D ? 1 : batch); n++) {
    for (let first = 0; first < total; first += BLOCK) {
      const at = first * WORDS * BYTES;
      const count = Math.min(BLOCK, total - first);
      for (let z = 0; z < (is2D ? 1 : output[0] + 2); z++) {
        const [slice, v] = [z - before[0], ring + (z % size[0]) * planes];
        if (slice < 0 || slice >= input[0]) context.heap.floats(v, planes / BYTES).fill(0);
        else for (const source of read) transform(source, n, slice, at, count, v);
        const done = z - (size[0] - 1);
        if (done >= 0)
          visit(
            { tiles: read[0]!.table + at, count, output: y + n * out.sample + done * out.slice },
            ring,
            turns[done % size[0]]!,
          );
      }
    }
  }
}

/** What each output channel is multiplied by, what is added, and the code of the activation. */
export interface Finish {
  readonly scale: number;
  readonly shift: number;
  readonly code: number;
}

function forward(
  context: SimdContext,
  sources: readonly WinogradSource[],
  kernel: number,
  y: number,
  geometry: ConvGeometry,
  finish: Finish | null = null,
): void {
  const { wasm, scratch } = context;
  const { inChannels, outChannels, size, dilation } = geometry;
  const { out } = layoutOf(geometry);
  const [outPixelStep, outRowStep] = [dilation[1] * out.pixel, dilation[1] * out.row];
  const wide = wideOf(sources);
  const [vStride, mStride] = [strideOf(wide), planeStride(outChannels)];
  const uStride = (rounded(outChannels, 8) * size[0] * inChannels + SKEW) * BYTES;
  const u = scratch(PLANES * uStride);
  const m = scratch(PLANES * mStride);
  if (outChannels % 8 !== 0) context.heap.floats(u, (PLANES * uStride) / BYTES).fill(0);
  wasm.winogradKernel(kernel, u, uStride, size[0], inChannels, outChannels);
  eachBlock(context, geometry, sources, y, ({ tiles, count, output }, v, taps) => {
    wasm.winogradProducts(v, vStride, wide, taps, size[0], inChannels, u, uStride, m, mStride, count, outChannels);
    if (finish)
      wasm.winogradActivated(
        output,
        tiles,
        count,
        outPixelStep,
        outRowStep,
        outChannels,
        m,
        mStride,
        finish.scale,
        finish.shift,
        finish.code,
      );
    else wasm.winogradOutput(output, tiles, count, outPixelStep, outRowStep, outChannels, m, mStride);
  });
}

const ONCE: Extents = [1, 1, 1];
const alone = (address: number, channels: number): readonly WinogradSource[] => [
  { address, channels, first: 0, factor: ONCE },
];

export const winogradConv: SimdKernel<ConvGeometry> = (context, [x, kernel], [y], geometry) =>
  forward(context, alone(x!, geometry.inChannels), kernel!, y!, geometry);

/** Whether the sources of a convolution can be read where they are. */
export const canReadApart = (
  { batch, input, size, dilation }: ConvGeometry,
  sources: readonly WinogradSource[],
): boolean =>
  sources.every(({ factor: [z, y, x] }) => {
    const isPlain = z === 1 && y === 1 && x === 1;
    // A tile of a doubled map knows its place in a slice alone, in the 16 bits of either half of a word.
    const isOneSlice = size[0] === 3 || (batch === 1 && input[0] === 1);
    return isPlain || (y === 2 && x === 2 && dilation[1] === 1 && isOneSlice && Math.max(input[1], input[2]) < 0x8000);
  });

/** A convolution of maps whose channels lie side by side, read where they are, and what follows it per channel. */
export const winogradLayer = (
  context: SimdContext,
  sources: readonly WinogradSource[],
  kernel: number,
  y: number,
  { geometry, finish }: { readonly geometry: ConvGeometry; readonly finish: Finish },
): void => forward(context, sources, kernel, y, geometry, finish);

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
  forward(context, alone(dy!, outChannels), kernelBack, dx!, turned(geometry));
};

export const winogradFilterGradient: SimdKernel<ConvGeometry> = (context, [x, dy], [dkernel], geometry) => {
  const { wasm, scratch, heap } = context;
  const { inChannels, outChannels, size, dilation } = geometry;
  const { out } = layoutOf(geometry);
  const [outPixelStep, outRowStep] = [dilation[1] * out.pixel, dilation[1] * out.row];
  const [vStride, wStride] = [planeStride(inChannels), planeStride(outChannels)];
  const sumStride = (size[0] * rounded(inChannels, 4) * rounded(outChannels, 8) + SKEW) * BYTES;
  const w = scratch(PLANES * wStride);
  const sums = scratch(PLANES * sumStride);
  heap.floats(sums, (PLANES * sumStride) / BYTES).fill(0);
  eachBlock(context, geometry, alone(x!, inChannels), dy!, ({ tiles, count, output }, v, taps) => {
    wasm.winogradSlopes(output, tiles, count, outPixelStep, outRowStep, outChannels, w, wStride);
    wasm.winogradSums(v, vStride, taps, size[0], inChannels, w, wStride, sums, sumStride, count, outChannels);
  });
  wasm.winogradGradient(sums, sumStride, dkernel!, size[0], inChannels, outChannels);
};
