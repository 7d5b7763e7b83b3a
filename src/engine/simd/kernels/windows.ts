import { mapExtents, type ConvGeometry, type Extents } from "../../kernels/geometry.ts";
import { stepsOf, type SimdContext, type Steps } from "../context.ts";

/** A map with zeros around it, or the map itself where none are needed. */
export interface PaddedMap {
  readonly address: number;
  readonly steps: Steps;
}

export interface Margins {
  readonly before: Extents;
  readonly after: Extents;
}

/** Copies a map into scratch memory with zeros around it, so that kernels need no border cases. */
export function padMap(
  { wasm, scratch }: SimdContext,
  address: number,
  batch: number,
  extents: Extents,
  channels: number,
  { before, after }: Margins,
): PaddedMap {
  if ([...before, ...after].every((margin) => margin === 0)) return { address, steps: stepsOf(extents, channels) };
  const from = stepsOf(extents, channels);
  const steps = stepsOf(
    mapExtents((axis) => before[axis] + extents[axis] + after[axis]),
    channels,
  );
  const to = scratch(batch * steps.sample);
  const blank = (target: number, count: number) => wasm.padPlane(address, target, 0, 0, count, 0, 0, steps.slice);
  for (let n = 0; n < batch; n++) {
    const first = to + n * steps.sample;
    blank(first, before[0]);
    for (let z = 0; z < extents[0]; z++) {
      const source = address + n * from.sample + z * from.slice;
      wasm.padPlane(
        source,
        first + (before[0] + z) * steps.slice,
        extents[1],
        from.row,
        before[1],
        after[1],
        before[2] * from.pixel,
        after[2] * from.pixel,
      );
    }
    blank(first + (before[0] + extents[0]) * steps.slice, after[0]);
  }
  return { address: to, steps };
}

/** Zeros that a convolution reads in front of and behind its input. */
export function convMargins({ input, output, size, stride, dilation, before }: ConvGeometry): Margins {
  const after = mapExtents((axis) =>
    Math.max(0, (output[axis] - 1) * stride[axis] + (size[axis] - 1) * dilation[axis] + 1 - before[axis] - input[axis]),
  );
  return { before, after };
}

/** Taps as byte offsets, with neighbours along x joined into one run where they touch. */
export interface Taps {
  readonly offsets: readonly number[];
  /** Floats per tap. */
  readonly run: number;
  /** The kernel's own numbers of its taps, in the order in which weights are packed. */
  readonly order: readonly number[];
}

/** One position along an axis that a tap reads, and its number along that axis. */
export interface AxisTap {
  readonly at: number;
  readonly tap: number;
}

export function joinTaps(
  axes: readonly [readonly AxisTap[], readonly AxisTap[], readonly AxisTap[]],
  size: Extents,
  channels: number,
  steps: Steps,
): Taps {
  const [alongZ, alongY, alongX] = axes;
  const touches = alongX.every(({ at }, index) => index === 0 || at === alongX[index - 1]!.at + 1);
  const heads = touches ? alongX.slice(0, 1) : alongX;
  const offsets = alongZ.flatMap((z) =>
    alongY.flatMap((y) => heads.map((x) => z.at * steps.slice + y.at * steps.row + x.at * steps.pixel)),
  );
  const order = alongZ.flatMap((z) =>
    alongY.flatMap((y) => alongX.map((x) => (z.tap * size[1] + y.tap) * size[2] + x.tap)),
  );
  return { offsets, run: channels * (touches ? alongX.length : 1), order };
}

export function forwardTaps({ size, dilation, inChannels }: ConvGeometry, steps: Steps): Taps {
  const along = (axis: 0 | 1 | 2) =>
    Array.from({ length: size[axis] }, (_, tap) => ({ at: tap * dilation[axis], tap }));
  return joinTaps([along(0), along(1), along(2)], size, inChannels, steps);
}

/** Pairs of addresses of the first pixels of corresponding rows. */
export interface RowPairs {
  readonly address: number;
  readonly count: number;
}

interface RowSource {
  readonly address: number;
  readonly steps: Steps;
  /** Rows and slices to go on by. */
  readonly stride: Extents;
}

export function pairRows(
  { table }: SimdContext,
  batch: number,
  depth: number,
  height: number,
  one: RowSource,
  other: RowSource,
): RowPairs {
  const words = new Uint32Array(batch * depth * height * 2);
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (let z = 0; z < depth; z++) {
      for (let y = 0; y < height; y++) {
        for (const { address, steps, stride } of [one, other])
          words[at++] = address + n * steps.sample + z * stride[0] * steps.slice + y * stride[1] * steps.row;
      }
    }
  }
  return { address: table(words), count: batch * depth * height };
}
