import { elementCount, wholeBox } from "./boxes.ts";
import { ELEMENT_BYTES, isComplex, widenedHalves, type ElementType } from "./elements.ts";
import type { Box, ReadableArray } from "./format.ts";
import { VOXEL_ARRAYS, type VoxelType } from "./volume.ts";

/** A hash that is fed piece by piece. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Of all that it was fed, once. */
  hex(): string;
}

/** What the stored elements of an array are like; null for complex numbers, which have no order. */
export interface ArrayFacts {
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Elements that are NaN or infinite; the other facts leave them out. */
  readonly nonFinite: number;
}

const SLAB_BYTES = 2 ** 25;

/** Told now and then which share of the work is done, 0 to 1. */
export type Progress = (share: number) => void;

/** Reads an array piece by piece, as it is stored: its bytes (C order, little-endian) go to the hash, its numbers into the facts. */
export async function readFacts(
  array: ReadableArray,
  hasher: Pick<Hasher, "update">,
  progress: Progress = () => undefined,
): Promise<ArrayFacts> {
  const tally = createTally();
  const whole = elementCount(array.shape) * ELEMENT_BYTES[array.dtype];
  let done = 0;
  for (const box of slabs(array.shape, ELEMENT_BYTES[array.dtype])) {
    const bytes = await array.read(box);
    hasher.update(bytes);
    progress((done += bytes.length) / whole);
    if (!isComplex(array.dtype)) tally.add(numbersOf(bytes, array.dtype));
  }
  return isComplex(array.dtype) ? { min: null, max: null, mean: null, nonFinite: 0 } : tally.facts();
}

/** Boxes that follow each other in C order and each fit into a piece, cut along the slowest axis that needs it. */
function* slabs(shape: readonly number[], elementBytes: number): Generator<Box> {
  const axis = shape.findIndex((_, place) => elementCount(shape.slice(place + 1)) * elementBytes <= SLAB_BYTES);
  const cut = axis < 0 ? shape.length - 1 : axis;
  const step = Math.max(1, Math.floor(SLAB_BYTES / (elementCount(shape.slice(cut + 1)) * elementBytes)));
  const outer = shape.slice(0, cut);
  for (let index = 0; index < elementCount(outer); index++) {
    let rest = index;
    const leading = outer.map((_, place) => {
      const below = elementCount(outer.slice(place + 1));
      const at = Math.floor(rest / below);
      rest %= below;
      return { from: at, to: at + 1 };
    });
    for (let from = 0; from < shape[cut]!; from += step)
      yield [...leading, { from, to: Math.min(shape[cut]!, from + step) }, ...wholeBox(shape.slice(cut + 1))];
  }
}

function numbersOf(bytes: Uint8Array<ArrayBuffer>, dtype: ElementType): Iterable<number | bigint> {
  const own = bytes.byteOffset % ELEMENT_BYTES[dtype] === 0 ? bytes : bytes.slice();
  const [buffer, offset, count] = [own.buffer, own.byteOffset, own.length / ELEMENT_BYTES[dtype]];
  if (dtype === "int64") return new BigInt64Array(buffer, offset, count);
  if (dtype === "uint64") return new BigUint64Array(buffer, offset, count);
  if (dtype === "float16") return widenedHalves(new Uint16Array(buffer, offset, count));
  return new VOXEL_ARRAYS[dtype as VoxelType](buffer, offset, count);
}

function createTally() {
  let [min, max, sum, count, nonFinite] = [Infinity, -Infinity, 0, 0, 0];
  return {
    add(values: Iterable<number | bigint>) {
      for (const each of values) {
        const value = Number(each);
        if (!Number.isFinite(value)) {
          nonFinite++;
          continue;
        }
        if (value < min) min = value;
        if (value > max) max = value;
        sum += value;
        count++;
      }
    },
    facts: (): ArrayFacts =>
      count > 0 ? { min, max, mean: sum / count, nonFinite } : { min: null, max: null, mean: null, nonFinite },
  };
}
