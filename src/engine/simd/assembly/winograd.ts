import { activate, IDENTITY, RELU } from "./activation";
import { multiplyRow, sumRow } from "./products";
import { fma, storeLanes, zero } from "./vector";

// Winograd's F(4×4, 3×3) (Lavin and Gray 2016, arXiv:1509.09308), points 0, 1, -1, 2, -2 and infinity, four channels at a time.
// A tile table has four words per tile: where its 6×6 input and its 4×4 output begin in their maps, how many of its output's rows (low
// byte) and columns (second byte) exist, and which of its input's: first row, row after the last, first column, column after the last,
// a byte each. Maps have any number of channels; planes round them up to a multiple of 4, and what lies in the lanes beyond is computed
// from whatever stands behind in the map and never written. The 36 planes of a transformed block are `stride` bytes apart, which must not be a power of two.

const TILE_WORDS: usize = 16;

/** Channels of a plane. */
// @ts-ignore: decorator
@inline
function wideOf(channels: i32): i32 {
  return (channels + 3) & ~3;
}

const WHOLE_INPUT: u32 = 6 << 8 | 6 << 24;
const PLANE = memory.data(36 * 16, 16);
const WINDOW = memory.data(36 * 16, 16);

// @ts-ignore: decorator
@inline
function madd(a: v128, factor: f32, b: v128): v128 {
  return fma(a, f32x4.splat(factor), b);
}

/** B'd of six vectors. */
// @ts-ignore: decorator
@inline
function transformInput(d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128, to: usize, toStep: usize): void {
  v128.store(to, madd(d0, 4, madd(d2, -5, d4)));
  const even = madd(d2, -4, d4);
  const odd = madd(d1, -4, d3);
  v128.store(to + toStep, f32x4.add(even, odd));
  v128.store(to + toStep * 2, f32x4.sub(even, odd));
  const near = f32x4.sub(d4, d2);
  const far = f32x4.sub(d3, d1);
  v128.store(to + toStep * 3, madd(far, 2, near));
  v128.store(to + toStep * 4, madd(far, -2, near));
  v128.store(to + toStep * 5, madd(d1, 4, madd(d3, -5, d5)));
}

/** The same of six vectors `step` bytes apart. */
// @ts-ignore: decorator
@inline
function inputTransform(from: usize, step: usize, to: usize, toStep: usize): void {
  transformInput(v128.load(from), v128.load(from + step), v128.load(from + step * 2), v128.load(from + step * 3), v128.load(from + step * 4), v128.load(from + step * 5), to, toStep);
}

/** The same of four vectors `step` bytes apart, the two in the middle of which stand twice. */
// @ts-ignore: decorator
@inline
function doubledTransform(from: usize, step: usize, to: usize, toStep: usize): void {
  const d1 = v128.load(from + step), d2 = v128.load(from + step * 2);
  transformInput(v128.load(from), d1, d1, d2, d2, v128.load(from + step * 3), to, toStep);
}

/** Copies what there is of four channels of a tile's input to the window. */
// @ts-ignore: decorator
@inline
function copyInside(from: usize, inside: u32, pixelStep: usize, rowStep: usize): void {
  const rows = <usize>((inside >> 8) & 255);
  const columns = <usize>(inside >> 24);
  for (let row = <usize>(inside & 255); row < rows; row++) {
    for (let column = <usize>((inside >> 16) & 255); column < columns; column++) {
      v128.store(WINDOW + row * 96 + (column << 4), v128.load(from + row * rowStep + column * pixelStep));
    }
  }
}

/** V[36][tile][channels] = B'dB of each tile of a map; what lies outside of it counts as zero. Tiles of V are `wide` floats apart. */
export function winogradInput(map: usize, tiles: usize, count: i32, pixelStep: usize, rowStep: usize, channels: i32, target: usize, stride: usize, wide: i32): void {
  for (let t = 0; t < count; t++) {
    const tile = tiles + <usize>t * TILE_WORDS;
    const input = map + <usize>load<u32>(tile);
    const inside = load<u32>(tile, 12);
    if (inside != WHOLE_INPUT) memory.fill(WINDOW, 0, 36 * 16);
    for (let c = 0; c < channels; c += 4) {
      const from = input + (<usize>c << 2);
      if (inside == WHOLE_INPUT) {
        for (let column: usize = 0; column < 6; column++) inputTransform(from + column * pixelStep, rowStep, PLANE + column * 16, 96);
      } else {
        copyInside(from, inside, pixelStep, rowStep);
        for (let column: usize = 0; column < 6; column++) inputTransform(WINDOW + column * 16, 96, PLANE + column * 16, 96);
      }
      const to = target + (<usize>(t * wide + c) << 2);
      for (let row: usize = 0; row < 6; row++) inputTransform(PLANE + row * 96, 16, to + row * 6 * stride, stride);
    }
  }
}

/** Copies what there is of four channels of a tile's input to the window, from a map of half the extents. */
// @ts-ignore: decorator
@inline
function copyDoubled(map: usize, y: i32, x: i32, inside: u32, pixelStep: usize, rowStep: usize): void {
  const rows = <i32>((inside >> 8) & 255);
  const columns = <i32>(inside >> 24);
  for (let row = <i32>(inside & 255); row < rows; row++) {
    const from = map + <usize>((y + row) >> 1) * rowStep;
    for (let column = <i32>((inside >> 16) & 255); column < columns; column++) {
      v128.store(WINDOW + <usize>(row * 96 + (column << 4)), v128.load(from + <usize>((x + column) >> 1) * pixelStep));
    }
  }
}

/**
 * The same of a map that is read as if each of its pixels stood twice along both axes. The first word of a tile is where its input
 * begins in the larger map: y in the lower half, x in the upper.
 */
export function winogradDoubledInput(map: usize, tiles: usize, count: i32, pixelStep: usize, rowStep: usize, channels: i32, target: usize, stride: usize, wide: i32): void {
  for (let t = 0; t < count; t++) {
    const tile = tiles + <usize>t * TILE_WORDS;
    const y = <i32>load<i16>(tile);
    const x = <i32>load<i16>(tile, 2);
    const inside = load<u32>(tile, 12);
    // Where a tile begins at the second of two like pixels, its six rows are four, and so are its columns.
    const isEven = inside == WHOLE_INPUT && (y & x & 1) == 1;
    if (inside != WHOLE_INPUT) memory.fill(WINDOW, 0, 36 * 16);
    const corner = map + <usize>(y >> 1) * rowStep + <usize>(x >> 1) * pixelStep;
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>c << 2;
      const to = target + (<usize>(t * wide + c) << 2);
      if (isEven) {
        for (let column: usize = 0; column < 4; column++) doubledTransform(corner + at + column * pixelStep, rowStep, PLANE + column * 16, 96);
        for (let row: usize = 0; row < 6; row++) doubledTransform(PLANE + row * 96, 16, to + row * 6 * stride, stride);
      } else {
        copyDoubled(map + at, y, x, inside, pixelStep, rowStep);
        for (let column: usize = 0; column < 6; column++) inputTransform(WINDOW + column * 16, 96, PLANE + column * 16, 96);
        for (let row: usize = 0; row < 6; row++) inputTransform(PLANE + row * 96, 16, to + row * 6 * stride, stride);
      }
    }
  }
}

/** A'm of six vectors, giving four. */
// @ts-ignore: decorator
@inline
function outputTransform(from: usize, step: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + step * 2);
  const m3 = v128.load(from + step * 3), m4 = v128.load(from + step * 4), m5 = v128.load(from + step * 5);
  const nearSum = f32x4.add(m1, m2);
  const nearDifference = f32x4.sub(m1, m2);
  const farSum = f32x4.add(m3, m4);
  const farDifference = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(m0, f32x4.add(nearSum, farSum)));
  v128.store(to + toStep, madd(farDifference, 2, nearDifference));
  v128.store(to + toStep * 2, madd(farSum, 4, nearSum));
  v128.store(to + toStep * 3, f32x4.add(madd(farDifference, 8, nearDifference), m5));
}

/** What an output of a convolution becomes where nothing follows it. */
const NOTHING = -1;

// @ts-ignore: decorator
@inline
function finished(value: v128, scale: v128, shift: v128, kind: i32): v128 {
  return kind == NOTHING ? value : activate(fma(value, scale, shift), kind);
}

/** Scales, shifts and activates four vectors `step` bytes apart. */
// @ts-ignore: decorator
@inline
function finishFour(at: usize, step: usize, scale: v128, shift: v128, kind: i32): void {
  if (kind == NOTHING) return;
  for (let column: usize = 0; column < 4; column++) v128.store(at + column * step, finished(v128.load(at + column * step), scale, shift, kind));
}

// @ts-ignore: decorator
@inline
function outputLoop(map: usize, tiles: usize, count: i32, pixelStep: usize, rowStep: usize, channels: i32, source: usize, stride: usize, scales: usize, shifts: usize, kind: i32): void {
  const square = PLANE + 24 * 16;
  const wide = wideOf(channels);
  for (let t = 0; t < count; t++) {
    const tile = tiles + <usize>t * TILE_WORDS;
    const output = map + <usize>load<u32>(tile, 4);
    const extents = load<u32>(tile, 8);
    const rows = <i32>(extents & 255);
    const columns = <i32>(extents >> 8);
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>c << 2;
      const from = source + (<usize>(t * wide + c) << 2);
      const scale = kind == NOTHING ? zero() : v128.load(scales + at);
      const shift = kind == NOTHING ? zero() : v128.load(shifts + at);
      for (let column: usize = 0; column < 6; column++) outputTransform(from + column * stride, stride * 6, PLANE + column * 16, 96);
      const to = output + at;
      if (columns == 4 && channels - c >= 4) {
        for (let row = 0; row < rows; row++) {
          outputTransform(PLANE + <usize>row * 96, 16, to + <usize>row * rowStep, pixelStep);
          finishFour(to + <usize>row * rowStep, pixelStep, scale, shift, kind);
        }
      } else {
        for (let row = 0; row < rows; row++) {
          outputTransform(PLANE + <usize>row * 96, 16, square, 16);
          for (let column = 0; column < columns; column++) storeLanes(to + <usize>row * rowStep + <usize>column * pixelStep, finished(v128.load(square + (<usize>column << 4)), scale, shift, kind), channels - c);
        }
      }
    }
  }
}

/** Writes A'mA of each tile where it exists. */
export function winogradOutput(map: usize, tiles: usize, count: i32, pixelStep: usize, rowStep: usize, channels: i32, source: usize, stride: usize): void {
  outputLoop(map, tiles, count, pixelStep, rowStep, channels, source, stride, 0, 0, NOTHING);
}

/** Writes activation(A'mA · scale + shift). The activations of nearly all networks have a loop of their own. */
export function winogradActivated(map: usize, tiles: usize, count: i32, pixelStep: usize, rowStep: usize, channels: i32, source: usize, stride: usize, scales: usize, shifts: usize, kind: i32): void {
  if (kind == RELU) outputLoop(map, tiles, count, pixelStep, rowStep, channels, source, stride, scales, shifts, RELU);
  else if (kind == IDENTITY) outputLoop(map, tiles, count, pixelStep, rowStep, channels, source, stride, scales, shifts, IDENTITY);
  else outputLoop(map, tiles, count, pixelStep, rowStep, channels, source, stride, scales, shifts, kind);
}

/** G4 dy of four vectors, giving six. */
// @ts-ignore: decorator
@inline
function slopeTransform(from: usize, step: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from), g1 = v128.load(from + step), g2 = v128.load(from + step * 2), g3 = v128.load(from + step * 3);
  v128.store(to, f32x4.mul(g0, f32x4.splat(0.25)));
  const even = f32x4.mul(f32x4.add(g0, g2), f32x4.splat(-1.0 / 6.0));
  const odd = f32x4.mul(f32x4.add(g1, g3), f32x4.splat(-1.0 / 6.0));
  v128.store(to + toStep, f32x4.add(even, odd));
  v128.store(to + toStep * 2, f32x4.sub(even, odd));
  const farEven = madd(g2, 1.0 / 6.0, f32x4.mul(g0, f32x4.splat(1.0 / 24.0)));
  const farOdd = madd(g3, 1.0 / 3.0, f32x4.mul(g1, f32x4.splat(1.0 / 12.0)));
  v128.store(to + toStep * 3, f32x4.add(farEven, farOdd));
  v128.store(to + toStep * 4, f32x4.sub(farEven, farOdd));
  v128.store(to + toStep * 5, g3);
}

/** W[36][tile][channels] = G4 dy G4' of each tile; what lies outside counts as zero. */
export function winogradSlopes(map: usize, tiles: usize, count: i32, pixelStep: usize, rowStep: usize, channels: i32, target: usize, stride: usize): void {
  const square = PLANE + 24 * 16;
  const wide = wideOf(channels);
  for (let t = 0; t < count; t++) {
    const tile = tiles + <usize>t * TILE_WORDS;
    const slopes = map + <usize>load<u32>(tile, 4);
    const extents = load<u32>(tile, 8);
    const rows = <i32>(extents & 255);
    const columns = <i32>(extents >> 8);
    for (let c = 0; c < channels; c += 4) {
      const from = slopes + (<usize>c << 2);
      for (let column = 0; column < 4; column++) {
        const to = PLANE + (<usize>column << 4);
        if (rows == 4 && columns == 4) {
          slopeTransform(from + <usize>column * pixelStep, rowStep, to, 64);
        } else {
          for (let row = 0; row < 4; row++) {
            const isThere = row < rows && column < columns;
            v128.store(square + (<usize>row << 4), isThere ? v128.load(from + <usize>row * rowStep + <usize>column * pixelStep) : zero());
          }
          slopeTransform(square, 16, to, 64);
        }
      }
      const to = target + (<usize>(t * wide + c) << 2);
      for (let row: usize = 0; row < 6; row++) slopeTransform(PLANE + row * 64, 16, to + row * 6 * stride, stride);
    }
  }
}

/** M[36][tile][outputs] = sum over taps of V[36][tile + tap] U[36]: taps are the slices of a 3D kernel, as bytes; tiles of V are `wide` floats apart. */
export function winogradProducts(v: usize, vStride: usize, wide: i32, taps: usize, tapCount: i32, channels: i32, u: usize, uStride: usize, m: usize, mStride: usize, tiles: i32, outputs: i32): void {
  for (let k: usize = 0; k < 36; k++) {
    multiplyRow(v + k * vStride, m + k * mStride, tiles, <usize>wide << 2, <usize>wideOf(outputs) << 2, taps, tapCount, channels, u + k * uStride, wideOf(outputs));
  }
}

/** S[36][tap][channels][outputs] += V'W over the tiles. */
export function winogradSums(v: usize, vStride: usize, taps: usize, tapCount: i32, channels: i32, w: usize, wStride: usize, sums: usize, sumStride: usize, tiles: i32, outputs: i32): void {
  for (let k: usize = 0; k < 36; k++) {
    sumRow(v + k * vStride, w + k * wStride, tiles, <usize>wideOf(channels) << 2, <usize>wideOf(outputs) << 2, taps, tapCount, channels, sums + k * sumStride, outputs);
  }
}

/** G g of three vectors, giving six. */
// @ts-ignore: decorator
@inline
function kernelTransform(from: usize, step: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from), g1 = v128.load(from + step), g2 = v128.load(from + step * 2);
  v128.store(to, f32x4.mul(g0, f32x4.splat(0.25)));
  const even = f32x4.mul(f32x4.add(g0, g2), f32x4.splat(-1.0 / 6.0));
  const odd = f32x4.mul(g1, f32x4.splat(-1.0 / 6.0));
  v128.store(to + toStep, f32x4.add(even, odd));
  v128.store(to + toStep * 2, f32x4.sub(even, odd));
  const far = madd(g2, 1.0 / 6.0, f32x4.mul(g0, f32x4.splat(1.0 / 24.0)));
  v128.store(to + toStep * 3, madd(g1, 1.0 / 12.0, far));
  v128.store(to + toStep * 4, madd(g1, -1.0 / 12.0, far));
  v128.store(to + toStep * 5, g2);
}

/** U[36][outputs / 8][slice][inputs][8] = G g G' of a [slice][3][3][in][out] kernel. */
export function winogradKernel(kernel: usize, target: usize, stride: usize, slices: i32, inputs: i32, outputs: i32): void {
  const tapBytes = <usize>(inputs * outputs) << 2;
  for (let o = 0; o < outputs; o += 4) {
    const block = target + (<usize>((o >> 3) * slices * inputs) << 5) + (<usize>(o & 4) << 2);
    for (let s = 0; s < slices; s++) {
      for (let i = 0; i < inputs; i++) {
        const from = kernel + <usize>(s * 9) * tapBytes + (<usize>(i * outputs + o) << 2);
        for (let column: usize = 0; column < 3; column++) kernelTransform(from + column * tapBytes, tapBytes * 3, PLANE + (column << 4), 48);
        const to = block + (<usize>(s * inputs + i) << 5);
        for (let row: usize = 0; row < 6; row++) kernelTransform(PLANE + row * 48, 16, to + row * 6 * stride, stride);
      }
    }
  }
}

/** A3's of six vectors, giving three. */
// @ts-ignore: decorator
@inline
function gradientTransform(from: usize, step: usize, to: usize, toStep: usize): void {
  const s1 = v128.load(from + step), s2 = v128.load(from + step * 2), s3 = v128.load(from + step * 3), s4 = v128.load(from + step * 4);
  const nearSum = f32x4.add(s1, s2);
  const farSum = f32x4.add(s3, s4);
  v128.store(to, f32x4.add(v128.load(from), f32x4.add(nearSum, farSum)));
  v128.store(to + toStep, madd(f32x4.sub(s3, s4), 2, f32x4.sub(s1, s2)));
  v128.store(to + toStep * 2, f32x4.add(madd(farSum, 4, nearSum), v128.load(from + step * 5)));
}

/** [slice][3][3][in][out] gradient from S[36][slice][in rounded up to 4][outputs rounded up to 8]. */
export function winogradGradient(sums: usize, stride: usize, target: usize, slices: i32, inputs: i32, outputs: i32): void {
  const tapBytes = <usize>(inputs * outputs) << 2;
  const wide = (outputs + 7) & ~7;
  const square = PLANE + 18 * 16;
  for (let s = 0; s < slices; s++) {
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o += 4) {
        const from = sums + (<usize>((s * wideOf(inputs) + i) * wide + o) << 2);
        for (let column: usize = 0; column < 6; column++) gradientTransform(from + column * stride, stride * 6, PLANE + (column << 4), 96);
        const to = target + <usize>(s * 9) * tapBytes + (<usize>(i * outputs + o) << 2);
        for (let row: usize = 0; row < 3; row++) {
          gradientTransform(PLANE + row * 96, 16, square, 16);
          for (let column: usize = 0; column < 3; column++) storeLanes(to + (row * 3 + column) * tapBytes, v128.load(square + (column << 4)), outputs - o);
        }
      }
    }
  }
}

/** [tap][in][out] as [taps backwards][out][in]: the kernel of the way back. */
export function turnKernel(kernel: usize, target: usize, taps: i32, inputs: i32, outputs: i32): void {
  for (let t = 0; t < taps; t++) {
    const from = kernel + (<usize>(t * inputs * outputs) << 2);
    const to = target + (<usize>((taps - 1 - t) * inputs * outputs) << 2);
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) store<f32>(to + (<usize>(o * inputs + i) << 2), load<f32>(from + (<usize>(i * outputs + o) << 2)));
    }
  }
}
