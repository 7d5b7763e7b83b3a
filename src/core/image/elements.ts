import { StudioError } from "../errors.ts";
import { VOXEL_ARRAYS, type VoxelArray, type VoxelType } from "./volume.ts";

/** Element types of files by the names NumPy gives them: those of volumes, and those that are converted when a volume is made of them. */
export type ElementType = VoxelType | "float16" | "int64" | "uint64" | "complex64" | "complex128";

export const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  float64: 8,
  float16: 2,
  int64: 8,
  uint64: 8,
  complex64: 8,
  complex128: 16,
};

export const isComplex = (type: ElementType): boolean => type === "complex64" || type === "complex128";

/** How a complex number becomes a grey value. */
export const COMPLEX_PARTS = ["magnitude", "phase", "real", "imaginary"] as const;
export type ComplexPart = (typeof COMPLEX_PARTS)[number];

/** Real numbers of 16 bits (IEEE 754 binary16) widened to 32 bits without loss. */
export function widenedHalves(halves: Uint16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(halves, halfValue);
}

function halfValue(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(half >> 10) & 31, half & 1023];
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Little-endian elements as numbers of a volume: float16 widened, 64-bit integers narrowed. Throws StudioError "UnreadableFile" where they do not fit, and for complex numbers without a part. */
export function voxelsOf(bytes: Uint8Array<ArrayBuffer>, type: ElementType, part?: ComplexPart): VoxelArray {
  const aligned = bytes.byteOffset % ELEMENT_BYTES[type] === 0 ? bytes : bytes.slice();
  const as = <T>(TypedArray: new (buffer: ArrayBuffer, offset: number, length: number) => T, size: number): T =>
    new TypedArray(aligned.buffer, aligned.byteOffset, Math.floor(aligned.length / size));
  switch (type) {
    case "float16":
      return widenedHalves(as(Uint16Array, 2));
    case "int64":
      return narrowed(as(BigInt64Array, 8));
    case "uint64":
      return narrowed(as(BigUint64Array, 8));
    case "complex64":
      return realParts(as(Float32Array, 4), part);
    case "complex128":
      return realParts(as(Float64Array, 8), part);
    default:
      return as<VoxelArray>(VOXEL_ARRAYS[type], ELEMENT_BYTES[type]);
  }
}

/** 64-bit integers in 32 bits: labels and grey values fit, whatever they were saved as. */
function narrowed(values: BigInt64Array | BigUint64Array): VoxelArray {
  let [min, max] = [0n, 0n];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min >= 0n && max < 2n ** 32n) return Uint32Array.from(values as BigUint64Array, Number);
  if (min >= -(2n ** 31n) && max < 2n ** 31n) return Int32Array.from(values as BigInt64Array, Number);
  throw new StudioError(
    "UnreadableFile",
    `Its 64-bit integers reach from ${min} to ${max} and do not fit into 32 bits. Relabel them from 0, or save them as real numbers.`,
  );
}

function realParts(pairs: Float32Array | Float64Array, part: ComplexPart | undefined): Float32Array<ArrayBuffer> {
  if (!part)
    throw new StudioError(
      "UnreadableFile",
      `Its values are complex numbers; choose what of them becomes grey: ${COMPLEX_PARTS.join(", ")}.`,
    );
  const of: Record<ComplexPart, (re: number, im: number) => number> = {
    magnitude: Math.hypot,
    phase: (re, im) => Math.atan2(im, re),
    real: (re) => re,
    imaginary: (_, im) => im,
  };
  return Float32Array.from({ length: pairs.length / 2 }, (_, index) =>
    of[part](pairs[2 * index]!, pairs[2 * index + 1]!),
  );
}

/** Reverses the bytes of each element of `size` bytes in place. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  if (size === 1) return;
  for (let first = 0; first + size <= bytes.length; first += size) {
    for (let low = first, high = first + size - 1; low < high; low++, high--) {
      const byte = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = byte;
    }
  }
}
