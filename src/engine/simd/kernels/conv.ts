import { mapExtents, product, type ConvGeometry, type Extents } from "../../kernels/geometry.ts";
import { BYTES, stepsOf, type SimdContext, type SimdKernel, type Steps } from "../context.ts";
import {
  convMargins,
  forwardTaps,
  joinTaps,
  padMap,
  pairRows,
  type AxisTap,
  type PaddedMap,
  type RowPairs,
  type Taps,
} from "./windows.ts";

const ONE: Extents = [1, 1, 1];
const rounded = (count: number, to: number): number => Math.ceil(count / to) * to;

/** A convolution as products of rows. One without reach is one long row, cut so that its parts stay in the cache. */
interface Rows {
  readonly pairs: RowPairs;
  readonly pixels: number;
}

const isPointwise = ({ size, stride }: ConvGeometry): boolean => product(size) === 1 && product(stride) === 1;

/** Pixels of a part of a pointwise convolution: both maps' part together take about 32 KB. */
const partPixels = ({ inChannels, outChannels }: ConvGeometry): number =>
  Math.max(16, Math.floor(8192 / (inChannels + outChannels)));

function pointwiseRows({ table }: SimdContext, geometry: ConvGeometry, x: number, y: number): readonly Rows[] {
  const { inChannels, outChannels, batch, output } = geometry;
  const pixels = batch * product(output);
  const part = Math.min(pixels, partPixels(geometry));
  const whole = Math.floor(pixels / part);
  const pairs = (first: number, count: number) => {
    const words = Uint32Array.from({ length: 2 * count }, (_, at) =>
      at % 2 === 0
        ? x + (first + (at >> 1)) * part * inChannels * BYTES
        : y + (first + (at >> 1)) * part * outChannels * BYTES,
    );
    return { address: table(words), count };
  };
  const rest = pixels - whole * part;
  const parts = [{ pairs: pairs(0, whole), pixels: part }];
  return rest > 0 ? [...parts, { pairs: pairs(whole, 1), pixels: rest }] : parts;
}

function windowRows(context: SimdContext, geometry: ConvGeometry, padded: PaddedMap, y: number): readonly Rows[] {
  const { batch, output, stride, outChannels } = geometry;
  const steps = stepsOf(output, outChannels);
  const pairs = pairRows(
    context,
    batch,
    output[0],
    output[1],
    { ...padded, stride },
    { address: y, steps, stride: ONE },
  );
  return [{ pairs, pixels: output[2] }];
}

interface Forward {
  readonly padded: PaddedMap;
  readonly taps: Taps;
  readonly rows: readonly Rows[];
}

/** Rows of the padded input beside rows of the output: the same for the forward pass and the filter gradient. */
function planForward(context: SimdContext, geometry: ConvGeometry, x: number, y: number): Forward {
  const padded = padMap(context, x, geometry.batch, geometry.input, geometry.inChannels, convMargins(geometry));
  const taps = forwardTaps(geometry, padded.steps);
  return {
    padded,
    taps,
    rows: isPointwise(geometry) ? pointwiseRows(context, geometry, x, y) : windowRows(context, geometry, padded, y),
  };
}

/** Called for outputs as they are made, from the first to the last: so many pixels from an address. */
export type Made = (address: number, pixels: number) => void;

/** Bytes of the output that are made at once where something follows: they are still in the first cache level for it. */
const MADE_BYTES = 16_384;

/** Calls `multiply` for all rows, or some at a time where something is to follow each. */
function eachRows(
  y: number,
  outBytes: number,
  rows: readonly Rows[],
  multiply: (pairs: RowPairs, pixels: number) => void,
  made: Made | undefined,
): void {
  let address = y;
  for (const { pairs, pixels } of rows) {
    const step = made ? Math.max(1, Math.floor(MADE_BYTES / (pixels * outBytes))) : Math.max(1, pairs.count);
    for (let first = 0; first < pairs.count; first += step) {
      const count = Math.min(step, pairs.count - first);
      multiply({ address: pairs.address + first * 2 * BYTES, count }, pixels);
      made?.(address, count * pixels);
      address += count * pixels * outBytes;
    }
  }
}

export function directProducts(
  context: SimdContext,
  [x, kernel, y]: readonly [x: number, kernel: number, y: number],
  geometry: ConvGeometry,
  made?: Made,
): void {
  const { inChannels, outChannels, stride } = geometry;
  const { taps, rows, padded } = planForward(context, geometry, x, y);
  const weights = context.scratch(rounded(outChannels, 8) * taps.order.length * inChannels * BYTES);
  context.wasm.packKernel(kernel, weights, context.table(taps.order), taps.order.length, inChannels, outChannels);
  const offsets = context.table(taps.offsets);
  const multiply = (pairs: RowPairs, pixels: number) =>
    context.wasm.productNN(
      pairs.address,
      pairs.count,
      pixels,
      stride[2] * padded.steps.pixel,
      outChannels * BYTES,
      offsets,
      taps.offsets.length,
      taps.run,
      weights,
      outChannels,
    );
  eachRows(y, outChannels * BYTES, rows, multiply, made);
}

export const directConv: SimdKernel<ConvGeometry> = (context, [x, kernel], [y], geometry) =>
  directProducts(context, [x!, kernel!, y!], geometry);

export const directFilterGradient: SimdKernel<ConvGeometry> = (context, [x, dy], [dkernel], geometry) => {
  const { outChannels, stride } = geometry;
  const { taps, rows, padded } = planForward(context, geometry, x!, dy!);
  const [run, outputs] = [rounded(taps.run, 4), rounded(outChannels, 8)];
  const count = taps.offsets.length * run * outputs;
  const sums = context.scratch(count * BYTES);
  context.heap.floats(sums, count).fill(0);
  const offsets = context.table(taps.offsets);
  for (const { pairs, pixels } of rows) {
    context.wasm.productTN(
      pairs.address,
      pairs.count,
      pixels,
      stride[2] * padded.steps.pixel,
      outChannels * BYTES,
      offsets,
      taps.offsets.length,
      taps.run,
      sums,
      outChannels,
    );
  }
  const rowBytes = outChannels * BYTES;
  taps.offsets.forEach((_, tap) =>
    context.wasm.copyRuns(
      sums + tap * run * outputs * BYTES,
      dkernel! + tap * taps.run * rowBytes,
      taps.run,
      outChannels,
      outputs * BYTES,
      rowBytes,
    ),
  );
};

/** Taps along one axis that reach the input positions `phase`, `phase + stride`, ...: which output each reads, counted from the position's own. */
function phaseTaps(
  { size, stride, dilation, before }: ConvGeometry,
  axis: 0 | 1 | 2,
  phase: number,
): readonly AxisTap[] {
  const taps = Array.from({ length: size[axis] }, (_, tap) => ({
    at: (phase + before[axis] - tap * dilation[axis]) / stride[axis],
    tap,
  }));
  return taps.filter(({ at }) => Number.isInteger(at)).reverse();
}

const phasesOf = (geometry: ConvGeometry, axis: 0 | 1 | 2) =>
  Array.from({ length: Math.min(geometry.stride[axis], geometry.input[axis]) }, (_, phase) => ({
    phase,
    taps: phaseTaps(geometry, axis, phase),
    count: Math.ceil((geometry.input[axis] - phase) / geometry.stride[axis]),
  }));

type AxisPhase = ReturnType<typeof phasesOf>[number];

function backwardMargins({ output }: ConvGeometry, phases: readonly (readonly AxisPhase[])[]) {
  const lowest = (axis: number) => Math.min(0, ...phases[axis]!.flatMap(({ taps }) => taps.map(({ at }) => at)));
  const highest = (axis: number) =>
    Math.max(0, ...phases[axis]!.flatMap(({ taps, count }) => taps.map(({ at }) => count - 1 + at)));
  return {
    before: mapExtents((axis) => -lowest(axis)),
    after: mapExtents((axis) => Math.max(0, highest(axis) - output[axis] + 1)),
  };
}

/** Calls `visit` for each residue of the input positions by the stride: each is a convolution of dy without stride. */
function eachPhase(
  context: SimdContext,
  geometry: ConvGeometry,
  dy: number,
  dx: number,
  visit: (taps: Taps, rows: Rows, inStep: number, outStep: number) => void,
): void {
  const { batch, input, output, stride, outChannels, inChannels, size } = geometry;
  const phases = [phasesOf(geometry, 0), phasesOf(geometry, 1), phasesOf(geometry, 2)] as const;
  const margins = backwardMargins(geometry, phases);
  const padded = padMap(context, dy, batch, output, outChannels, margins);
  const target = stepsOf(input, inChannels);
  for (const z of phases[0]) {
    for (const y of phases[1]) {
      for (const x of phases[2]) {
        const taps = joinTaps([z.taps, y.taps, x.taps], size, outChannels, padded.steps);
        const first = padded.address + offsetOf(padded.steps, margins.before);
        const source = { address: first, steps: padded.steps, stride: ONE };
        const pairs = pairRows(context, batch, z.count, y.count, source, {
          address: dx + offsetOf(target, [z.phase, y.phase, x.phase]),
          steps: target,
          stride,
        });
        visit(taps, { pairs, pixels: x.count }, padded.steps.pixel, stride[2] * target.pixel);
      }
    }
  }
}

const offsetOf = (steps: Steps, [z, y, x]: Extents): number => z * steps.slice + y * steps.row + x * steps.pixel;

export const directInputGradient: SimdKernel<ConvGeometry> = (context, [dy, kernel], [dx], geometry) => {
  const { inChannels, outChannels } = geometry;
  const multiply = (taps: Taps, { pairs, pixels }: Rows, inStep: number, outStep: number) => {
    const weights = context.scratch(rounded(inChannels, 8) * taps.order.length * outChannels * BYTES);
    context.wasm.packTransposed(
      kernel!,
      weights,
      context.table(taps.order),
      taps.order.length,
      inChannels,
      outChannels,
    );
    context.wasm.productNN(
      pairs.address,
      pairs.count,
      pixels,
      inStep,
      outStep,
      context.table(taps.offsets),
      taps.offsets.length,
      taps.run,
      weights,
      inChannels,
    );
  };
  if (!isPointwise(geometry)) {
    eachPhase(context, geometry, dy!, dx!, multiply);
    return;
  }
  for (const rows of pointwiseRows(
    context,
    { ...geometry, inChannels: outChannels, outChannels: inChannels },
    dy!,
    dx!,
  )) {
    multiply({ offsets: [0], run: outChannels, order: [0] }, rows, outChannels * BYTES, inChannels * BYTES);
  }
};

/** Depthwise kernels read no runs of floats: each tap has one weight a channel. */
const single = (taps: Taps, pixelStep: number, channels: number): readonly number[] =>
  taps.offsets.flatMap((offset) =>
    Array.from({ length: taps.run / channels }, (_, index) => offset + index * pixelStep),
  );

/** What a depthwise kernel works on: pairs of rows and the taps that join them. */
interface DepthwiseRows {
  readonly rows: Rows;
  readonly taps: Taps;
  /** Bytes from one pixel to the next in the map, between the pixels that outputs read, and in the other map. */
  readonly pixelStep: number;
  readonly inStep: number;
  readonly outStep: number;
}

/** Taps that touch along x, read by outputs that do so too: for windows of 3 and 5 there are kernels that load each pixel once. */
function touching({ taps, pixelStep, inStep }: DepthwiseRows, channels: number): 3 | 5 | null {
  const run = taps.run / channels;
  return inStep === pixelStep && (run === 3 || run === 5) ? run : null;
}

function depthwiseProducts(context: SimdContext, given: DepthwiseRows, weights: number, channels: number): void {
  const {
    rows: { pairs, pixels },
    taps,
    pixelStep,
    inStep,
    outStep,
  } = given;
  const run = touching(given, channels);
  if (run) {
    context.wasm.depthwiseRuns(
      pairs.address,
      pairs.count,
      pixels,
      inStep,
      outStep,
      context.table(taps.offsets),
      taps.offsets.length,
      run,
      weights,
      channels,
    );
    return;
  }
  const offsets = single(taps, pixelStep, channels);
  context.wasm.depthwiseRows(
    pairs.address,
    pairs.count,
    pixels,
    inStep,
    outStep,
    context.table(offsets),
    offsets.length,
    weights,
    channels,
  );
}

function depthwiseForward(context: SimdContext, geometry: ConvGeometry, x: number, y: number): DepthwiseRows {
  const { inChannels, stride, input, batch } = geometry;
  const padded = padMap(context, x, batch, input, inChannels, convMargins(geometry));
  const [rows] = windowRows(context, geometry, padded, y);
  const pixelStep = padded.steps.pixel;
  return {
    rows: rows!,
    taps: forwardTaps(geometry, padded.steps),
    pixelStep,
    inStep: stride[2] * pixelStep,
    outStep: inChannels * BYTES,
  };
}

/** The products of a depthwise convolution, row by row where something is to follow each. */
export function depthwiseForwardProducts(
  context: SimdContext,
  [x, kernel, y]: readonly [x: number, kernel: number, y: number],
  geometry: ConvGeometry,
  made?: Made,
): void {
  const channels = geometry.inChannels;
  const given = depthwiseForward(context, geometry, x, y);
  const multiply = (pairs: RowPairs, pixels: number) =>
    depthwiseProducts(context, { ...given, rows: { pairs, pixels } }, kernel, channels);
  eachRows(y, channels * BYTES, [given.rows], multiply, made);
}

export const depthwise: SimdKernel<ConvGeometry> = (context, [x, kernel], [y], geometry) =>
  depthwiseForwardProducts(context, [x!, kernel!, y!], geometry);

export const depthwiseInputGradient: SimdKernel<ConvGeometry> = (context, [dy, kernel], [dx], geometry) => {
  const channels = geometry.inChannels;
  eachPhase(context, geometry, dy!, dx!, (taps, rows, inStep, outStep) => {
    const weights = context.scratch(taps.order.length * channels * BYTES);
    const [from, to] = [
      context.heap.floats(kernel!, product(geometry.size) * channels),
      context.heap.floats(weights, taps.order.length * channels),
    ];
    taps.order.forEach((tap, index) => to.set(from.subarray(tap * channels, (tap + 1) * channels), index * channels));
    depthwiseProducts(context, { rows, taps, pixelStep: inStep, inStep, outStep }, weights, channels);
  });
};

export const depthwiseFilterGradient: SimdKernel<ConvGeometry> = (context, [x, dy], [dkernel], geometry) => {
  const { inChannels, size } = geometry;
  const given = depthwiseForward(context, geometry, x!, dy!);
  const {
    rows: { pairs, pixels },
    taps,
    pixelStep,
    inStep,
    outStep,
  } = given;
  context.heap.floats(dkernel!, product(size) * inChannels).fill(0);
  const run = touching(given, inChannels);
  if (run) {
    context.wasm.depthwiseRunSums(
      pairs.address,
      pairs.count,
      pixels,
      inStep,
      outStep,
      context.table(taps.offsets),
      taps.offsets.length,
      run,
      dkernel!,
      inChannels,
    );
    return;
  }
  const offsets = single(taps, pixelStep, inChannels);
  context.wasm.depthwiseSums(
    pairs.address,
    pairs.count,
    pixels,
    inStep,
    outStep,
    context.table(offsets),
    offsets.length,
    dkernel!,
    inChannels,
  );
};
