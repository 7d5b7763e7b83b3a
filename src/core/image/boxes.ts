import { lengthOf } from "./dataset.ts";
import type { Box } from "./format.ts";

/** Arithmetic of boxes in arrays of any number of axes; arrays lie in C order, the last axis runs fastest. */

export const elementCount = (shape: readonly number[]): number =>
  shape.reduce((product, extent) => product * extent, 1);
export const wholeBox = (shape: readonly number[]): Box => shape.map((extent) => ({ from: 0, to: extent }));
export const boxShape = (box: Box): readonly number[] => box.map(lengthOf);

/** Elements to step over for one step along each axis. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** Calls `visit` with every index of the box, the last axis fastest. */
export function forEachIndex(box: Box, visit: (index: readonly number[]) => void): void {
  for (const index of indicesOf(box)) visit(index);
}

/** Every index of the box, the last axis fastest; one array that changes. */
export function* indicesOf(box: Box): Generator<readonly number[]> {
  if (box.some(({ from, to }) => to <= from)) return;
  const index = box.map(({ from }) => from);
  for (;;) {
    yield index;
    let axis = box.length - 1;
    while (axis >= 0 && ++index[axis]! >= box[axis]!.to) {
      index[axis] = box[axis]!.from;
      axis--;
    }
    if (axis < 0) return;
  }
}

export interface BoxCopy {
  readonly from: Uint8Array;
  readonly fromShape: readonly number[];
  /** First element to copy in the source. */
  readonly fromStart: readonly number[];
  readonly to: Uint8Array;
  readonly toShape: readonly number[];
  readonly toStart: readonly number[];
  /** Extent of what is copied. */
  readonly extent: readonly number[];
  readonly elementBytes: number;
}

/** Copies a box from one array into another, row by row. */
export function copyBox({ from, fromShape, fromStart, to, toShape, toStart, extent, elementBytes }: BoxCopy): void {
  // Last axes that are whole on both sides make longer rows.
  const isWhole = (axis: number) => extent[axis] === fromShape[axis] && extent[axis] === toShape[axis];
  let rank = extent.length;
  while (rank > 1 && isWhole(rank - 1)) rank--;
  if (rank === 0) {
    to.set(from.subarray(0, elementBytes));
    return;
  }
  const [fromStrides, toStrides] = [stridesOf(fromShape), stridesOf(toShape)];
  const row = elementCount(extent.slice(rank - 1)) * elementBytes;
  forEachIndex(wholeBox(extent.slice(0, rank - 1)), (index) => {
    let [source, target] = [fromStart[rank - 1]! * fromStrides[rank - 1]!, toStart[rank - 1]! * toStrides[rank - 1]!];
    for (let axis = 0; axis < rank - 1; axis++) {
      source += (index[axis]! + fromStart[axis]!) * fromStrides[axis]!;
      target += (index[axis]! + toStart[axis]!) * toStrides[axis]!;
    }
    to.set(from.subarray(source * elementBytes, source * elementBytes + row), target * elementBytes);
  });
}

/** The box of an array, as an array of its own. */
export function cutBox(
  bytes: Uint8Array<ArrayBuffer>,
  shape: readonly number[],
  box: Box,
  elementBytes: number,
): Uint8Array<ArrayBuffer> {
  const extent = boxShape(box);
  if (extent.every((length, axis) => length === shape[axis])) return bytes;
  const cut = new Uint8Array(elementCount(extent) * elementBytes);
  copyBox({
    from: bytes,
    fromShape: shape,
    fromStart: box.map(({ from }) => from),
    to: cut,
    toShape: extent,
    toStart: extent.map(() => 0),
    extent,
    elementBytes,
  });
  return cut;
}

/** The array with its axes in the order given: axis i of the result is axis order[i] of `bytes`. */
export function transposed(
  bytes: Uint8Array<ArrayBuffer>,
  shape: readonly number[],
  order: readonly number[],
  elementBytes: number,
): Uint8Array<ArrayBuffer> {
  if (order.every((axis, place) => axis === place)) return bytes;
  const strides = stridesOf(shape);
  const steps = order.map((axis) => strides[axis]! * elementBytes);
  const result = new Uint8Array(bytes.length);
  let at = 0;
  forEachIndex(wholeBox(order.map((axis) => shape[axis]!)), (index) => {
    let source = 0;
    for (let axis = 0; axis < index.length; axis++) source += index[axis]! * steps[axis]!;
    for (let byte = 0; byte < elementBytes; byte++) result[at++] = bytes[source + byte]!;
  });
  return result;
}

/** Reads boxes of an array that is stored frame by frame; `frame` gives the last `frameAxes` axes whole, for one index of the axes before them. */
export function frameReader(
  shape: readonly number[],
  frameAxes: number,
  elementBytes: number,
  frame: (index: readonly number[]) => Promise<Uint8Array<ArrayBuffer>>,
): (box: Box) => Promise<Uint8Array<ArrayBuffer>> {
  const leading = shape.length - frameAxes;
  const frameShape = shape.slice(leading);
  return async (box) => {
    const inner = box.slice(leading);
    const frameBytes = elementCount(boxShape(inner)) * elementBytes;
    const frames = elementCount(boxShape(box.slice(0, leading)));
    if (frames === 1)
      return cutBox(await frame(box.slice(0, leading).map(({ from }) => from)), frameShape, inner, elementBytes);
    const result = new Uint8Array(frames * frameBytes);
    let at = 0;
    for (const index of indicesOf(box.slice(0, leading))) {
      result.set(cutBox(await frame(index), frameShape, inner, elementBytes), at);
      at += frameBytes;
    }
    return result;
  };
}
