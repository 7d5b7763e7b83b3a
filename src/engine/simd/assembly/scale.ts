/**
 * Maps in windows that do not overlap. A fine row of `channels` floats a pixel is `fineRow` bytes long, a fine slice `fineSlice`;
 * the coarse map is `outer` slices of `height` × `width`. `fz`, `fy`, `fx` are the window.
 */
// @ts-ignore: decorator
@inline
function windowStart(fine: usize, slice: i32, y: i32, x: i32, fz: i32, fy: i32, fx: i32, fineSlice: usize, fineRow: usize, channels: i32): usize {
  return fine + <usize>(slice * fz) * fineSlice + <usize>(y * fy) * fineRow + (<usize>(x * fx * channels) << 2);
}

/** Largest value of each window of one sample. */
export function maxWindows(fine: usize, coarse: usize, depth: i32, height: i32, width: i32, channels: i32, fz: i32, fy: i32, fx: i32, fineSlice: usize, fineRow: usize): void {
  const step = <usize>channels << 2;
  let to = coarse;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, to += step) {
        const first = windowStart(fine, z, y, x, fz, fy, fx, fineSlice, fineRow, channels);
        let c = 0;
        for (; c <= channels - 4; c += 4) {
          let best = v128.load(first + (<usize>c << 2));
          for (let k = 0; k < fz; k++) {
            for (let j = 0; j < fy; j++) {
              const row = first + <usize>k * fineSlice + <usize>j * fineRow + (<usize>c << 2);
              for (let i = 0; i < fx; i++) best = f32x4.max(best, v128.load(row + <usize>i * step));
            }
          }
          v128.store(to + (<usize>c << 2), best);
        }
        for (; c < channels; c++) {
          let best = load<f32>(first + (<usize>c << 2));
          for (let k = 0; k < fz; k++) {
            for (let j = 0; j < fy; j++) {
              const row = first + <usize>k * fineSlice + <usize>j * fineRow + (<usize>c << 2);
              for (let i = 0; i < fx; i++) best = max<f32>(best, load<f32>(row + <usize>i * step));
            }
          }
          store<f32>(to + (<usize>c << 2), best);
        }
      }
    }
  }
}

/** The slope goes to the first voxel of the window that holds the largest value, zero to the others. */
export function maxWindowsGradient(fine: usize, coarse: usize, dcoarse: usize, dfine: usize, depth: i32, height: i32, width: i32, channels: i32, fz: i32, fy: i32, fx: i32, fineSlice: usize, fineRow: usize): void {
  const step = <usize>channels << 2;
  const toSlope = dfine - fine;
  let at: usize = 0;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at += step) {
        const first = windowStart(fine, z, y, x, fz, fy, fx, fineSlice, fineRow, channels);
        let c = 0;
        for (; c <= channels - 4; c += 4) {
          const best = v128.load(coarse + at + (<usize>c << 2));
          let open = v128.load(dcoarse + at + (<usize>c << 2));
          for (let k = 0; k < fz; k++) {
            for (let j = 0; j < fy; j++) {
              let p = first + <usize>k * fineSlice + <usize>j * fineRow + (<usize>c << 2);
              for (let i = 0; i < fx; i++, p += step) {
                const hit = f32x4.eq(v128.load(p), best);
                v128.store(p + toSlope, v128.and(open, hit));
                open = v128.andnot(open, hit);
              }
            }
          }
        }
        for (; c < channels; c++) {
          const best = load<f32>(coarse + at + (<usize>c << 2));
          let open = load<f32>(dcoarse + at + (<usize>c << 2));
          for (let k = 0; k < fz; k++) {
            for (let j = 0; j < fy; j++) {
              let p = first + <usize>k * fineSlice + <usize>j * fineRow + (<usize>c << 2);
              for (let i = 0; i < fx; i++, p += step) {
                const isHit = load<f32>(p) == best;
                store<f32>(p + toSlope, isHit ? open : 0);
                if (isHit) open = 0;
              }
            }
          }
        }
      }
    }
  }
}

/** Sum of each window times `share`. */
export function sumWindows(fine: usize, coarse: usize, depth: i32, height: i32, width: i32, channels: i32, fz: i32, fy: i32, fx: i32, fineSlice: usize, fineRow: usize, share: f32): void {
  const step = <usize>channels << 2;
  const factor = f32x4.splat(share);
  let to = coarse;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, to += step) {
        const first = windowStart(fine, z, y, x, fz, fy, fx, fineSlice, fineRow, channels);
        let c = 0;
        for (; c <= channels - 4; c += 4) {
          let sum = f32x4.splat(0);
          for (let k = 0; k < fz; k++) {
            for (let j = 0; j < fy; j++) {
              const row = first + <usize>k * fineSlice + <usize>j * fineRow + (<usize>c << 2);
              for (let i = 0; i < fx; i++) sum = f32x4.add(sum, v128.load(row + <usize>i * step));
            }
          }
          v128.store(to + (<usize>c << 2), f32x4.mul(sum, factor));
        }
        for (; c < channels; c++) {
          let sum: f32 = 0;
          for (let k = 0; k < fz; k++) {
            for (let j = 0; j < fy; j++) {
              const row = first + <usize>k * fineSlice + <usize>j * fineRow + (<usize>c << 2);
              for (let i = 0; i < fx; i++) sum += load<f32>(row + <usize>i * step);
            }
          }
          store<f32>(to + (<usize>c << 2), sum * share);
        }
      }
    }
  }
}

/** Each coarse value times `share` to every voxel of its window. */
export function spreadWindows(coarse: usize, fine: usize, depth: i32, height: i32, width: i32, channels: i32, fz: i32, fy: i32, fx: i32, fineSlice: usize, fineRow: usize, share: f32): void {
  const step = <usize>channels << 2;
  const factor = f32x4.splat(share);
  let from = coarse;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, from += step) {
        const first = windowStart(fine, z, y, x, fz, fy, fx, fineSlice, fineRow, channels);
        let c = 0;
        for (; c <= channels - 4; c += 4) {
          const value = f32x4.mul(v128.load(from + (<usize>c << 2)), factor);
          for (let k = 0; k < fz; k++) {
            for (let j = 0; j < fy; j++) {
              const row = first + <usize>k * fineSlice + <usize>j * fineRow + (<usize>c << 2);
              for (let i = 0; i < fx; i++) v128.store(row + <usize>i * step, value);
            }
          }
        }
        for (; c < channels; c++) {
          const value = load<f32>(from + (<usize>c << 2)) * share;
          for (let k = 0; k < fz; k++) {
            for (let j = 0; j < fy; j++) {
              const row = first + <usize>k * fineSlice + <usize>j * fineRow + (<usize>c << 2);
              for (let i = 0; i < fx; i++) store<f32>(row + <usize>i * step, value);
            }
          }
        }
      }
    }
  }
}
