/** [tap][in][out] weights as [out / 8][tap][in][8], for the taps listed; missing outputs are zero. */
export function packKernel(kernel: usize, target: usize, taps: usize, tapCount: i32, inputs: i32, outputs: i32): void {
  let to = target;
  for (let o = 0; o < outputs; o += 8) {
    for (let t = 0; t < tapCount; t++) {
      let from = kernel + (<usize>(load<i32>(taps + (<usize>t << 2)) * inputs * outputs + o) << 2);
      for (let i = 0; i < inputs; i++, to += 32, from += <usize>outputs << 2) {
        for (let lane = 0; lane < 8; lane++) {
          const at = <usize>lane << 2;
          store<f32>(to + at, o + lane < outputs ? load<f32>(from + at) : 0);
        }
      }
    }
  }
}

/** The same for the way back: [in / 8][tap][out][8]. */
export function packTransposed(kernel: usize, target: usize, taps: usize, tapCount: i32, inputs: i32, outputs: i32): void {
  let to = target;
  const rowBytes = <usize>outputs << 2;
  for (let i = 0; i < inputs; i += 8) {
    for (let t = 0; t < tapCount; t++) {
      const from = kernel + (<usize>((load<i32>(taps + (<usize>t << 2)) * inputs + i) * outputs) << 2);
      for (let o = 0; o < outputs; o++, to += 32) {
        for (let lane = 0; lane < 8; lane++) {
          store<f32>(to + (<usize>lane << 2), i + lane < inputs ? load<f32>(from + <usize>lane * rowBytes + (<usize>o << 2)) : 0);
        }
      }
    }
  }
}

/** Zeros in whole floats; a call of `memory.fill` would cost more than the few that a margin has. */
// @ts-ignore: decorator
@inline
function clear(to: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, f32x4.splat(0));
  for (; at < bytes; at += 4) store<f32>(to + at, 0);
}

// @ts-ignore: decorator
@inline
function copyRow(to: usize, from: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) {
    const a = v128.load(from + at), b = v128.load(from + at, 16), c = v128.load(from + at, 32), d = v128.load(from + at, 48);
    v128.store(to + at, a);
    v128.store(to + at, b, 16);
    v128.store(to + at, c, 32);
    v128.store(to + at, d, 48);
  }
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at));
}

/** Copies maps of `rows` × `rowBytes` into the middle of larger ones filled with zeros; bytes and rows in front and behind. */
export function padPlane(from: usize, to: usize, rows: i32, rowBytes: usize, rowsBefore: i32, rowsAfter: i32, bytesBefore: usize, bytesAfter: usize): void {
  const wide = bytesBefore + rowBytes + bytesAfter;
  clear(to, <usize>rowsBefore * wide);
  let target = to + <usize>rowsBefore * wide;
  let source = from;
  for (let r = 0; r < rows; r++) {
    clear(target, bytesBefore);
    copyRow(target + bytesBefore, source, rowBytes);
    clear(target + bytesBefore + rowBytes, bytesAfter);
    target += wide;
    source += rowBytes;
  }
  clear(target, <usize>rowsAfter * wide);
}

/** Copies `pixels` runs of `count` floats between different steps (bytes). */
export function copyRuns(from: usize, to: usize, pixels: i32, count: i32, fromStep: usize, toStep: usize): void {
  if (count % 8 == 0) {
    for (let p = 0; p < pixels; p++, from += fromStep, to += toStep) {
      for (let at: usize = 0; at < <usize>count << 2; at += 32) {
        const low = v128.load(from + at), high = v128.load(from + at, 16);
        v128.store(to + at, low);
        v128.store(to + at, high, 16);
      }
    }
    return;
  }
  for (let p = 0; p < pixels; p++, from += fromStep, to += toStep) {
    let i = 0;
    for (; i <= count - 4; i += 4) v128.store(to + (<usize>i << 2), v128.load(from + (<usize>i << 2)));
    for (; i < count; i++) store<f32>(to + (<usize>i << 2), load<f32>(from + (<usize>i << 2)));
  }
}

/** As `copyRuns`, adding to what is there. */
export function addRuns(from: usize, to: usize, pixels: i32, count: i32, fromStep: usize, toStep: usize): void {
  for (let p = 0; p < pixels; p++, from += fromStep, to += toStep) {
    let i = 0;
    for (; i <= count - 4; i += 4) {
      const at = to + (<usize>i << 2);
      v128.store(at, f32x4.add(v128.load(at), v128.load(from + (<usize>i << 2))));
    }
    for (; i < count; i++) {
      const at = to + (<usize>i << 2);
      store<f32>(at, load<f32>(at) + load<f32>(from + (<usize>i << 2)));
    }
  }
}
