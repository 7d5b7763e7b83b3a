import type { Extents } from "../kernels/geometry.ts";
import type { Heap } from "./heap.ts";
import type { KernelExports } from "./wasm.ts";

/** What a kernel works with: the compiled functions, the heap, and memory that is given back when the kernel ends. */
export interface SimdContext {
  readonly wasm: KernelExports;
  readonly heap: Heap;
  /** Address of a block of bytes. */
  readonly scratch: (bytes: number) => number;
  /** Address of a block with these 32-bit words. */
  readonly table: (words: ArrayLike<number>) => number;
}

/** A fast kernel: addresses of its tensors, in the order of `KernelAttributes` and `outputShapes`. */
export type SimdKernel<Attributes> = (
  context: SimdContext,
  inputs: readonly number[],
  outputs: readonly number[],
  attributes: Attributes,
) => void;

export const BYTES = 4;

/** Bytes from one pixel, row and slice to the next of a map with these extents. */
export interface Steps {
  readonly pixel: number;
  readonly row: number;
  readonly slice: number;
  readonly sample: number;
}

export function stepsOf([depth, height, width]: Extents, channels: number): Steps {
  const pixel = channels * BYTES;
  const row = width * pixel;
  const slice = height * row;
  return { pixel, row, slice, sample: depth * slice };
}
