import type { VoxelArray } from "../../core/image/volume.ts";

/**
 * Pixels of 3 or 4 interleaved channels as 0xrrggbb; alpha is dropped. `shift` is how many low bits of a channel are cut (8 for
 * 16-bit data).
 */
export function packColors(pixels: VoxelArray, channels: number, shift: number): Int32Array<ArrayBuffer> {
  const packed = new Int32Array(pixels.length / channels);
  for (let index = 0; index < packed.length; index++) {
    const at = index * channels;
    packed[index] = ((pixels[at]! >> shift) << 16) | ((pixels[at + 1]! >> shift) << 8) | (pixels[at + 2]! >> shift);
  }
  return packed;
}

const isGrey = (color: number): boolean => (color & 0xff) === ((color >> 8) & 0xff) && (color & 0xff) === color >> 16;

/** The grey values of a packed picture whose channels are equal everywhere, else null. */
export function greyOf(packed: Int32Array): Uint8Array<ArrayBuffer> | null {
  return packed.every(isGrey) ? Uint8Array.from(packed, (color) => color & 0xff) : null;
}
