import { fma } from "./vector";

// Per axis a table of three words for each fine position: bytes to the two coarse positions around it, and the share of the second.

const WORDS: usize = 12;

// @ts-ignore: decorator
@inline
function low(table: usize, at: i32): usize {
  return <usize>load<u32>(table + <usize>at * WORDS);
}

// @ts-ignore: decorator
@inline
function high(table: usize, at: i32): usize {
  return <usize>load<u32>(table + <usize>at * WORDS, 4);
}

// @ts-ignore: decorator
@inline
function share(table: usize, at: i32): f32 {
  return load<f32>(table + <usize>at * WORDS, 8);
}

// @ts-ignore: decorator
@inline
function addTimes(from: usize, to: usize, channels: i32, weight: f32): void {
  if (weight == 0) return;
  const factor = f32x4.splat(weight);
  let c = 0;
  for (; c <= channels - 4; c += 4) {
    const at = to + (<usize>c << 2);
    v128.store(at, fma(v128.load(from + (<usize>c << 2)), factor, v128.load(at)));
  }
  for (; c < channels; c++) {
    const at = to + (<usize>c << 2);
    store<f32>(at, load<f32>(at) + load<f32>(from + (<usize>c << 2)) * weight);
  }
}

/** Adds to every fine voxel of a sample its share of the coarse ones around it, or, on the way back, the other way round. The target begins as zeros. */
export function bilinearSample(coarse: usize, fine: usize, depth: i32, height: i32, width: i32, channels: i32, alongZ: usize, alongY: usize, alongX: usize, isBack: bool): void {
  const step = <usize>channels << 2;
  let at = fine;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at += step) {
        for (let corner = 0; corner < 8; corner++) {
          const isHighZ = (corner & 4) != 0, isHighY = (corner & 2) != 0, isHighX = (corner & 1) != 0;
          const wz = isHighZ ? share(alongZ, z) : 1 - share(alongZ, z);
          const wy = isHighY ? share(alongY, y) : 1 - share(alongY, y);
          const wx = isHighX ? share(alongX, x) : 1 - share(alongX, x);
          const other = coarse + (isHighZ ? high(alongZ, z) : low(alongZ, z)) + (isHighY ? high(alongY, y) : low(alongY, y)) + (isHighX ? high(alongX, x) : low(alongX, x));
          if (isBack) addTimes(at, other, channels, wz * wy * wx);
          else addTimes(other, at, channels, wz * wy * wx);
        }
      }
    }
  }
}
