import { fma, storeLanes, zero } from "./vector";

/**
 * y[p][8 outputs] = sum over taps and a run of x[p + tap] · w. Rows are pairs of addresses (first input pixel, first output pixel);
 * steps and tap offsets are bytes; weights are packed [outputs / 8][tap][run][8] with zeros for the outputs that are not there.
 */
export function productNN(rows: usize, rowCount: i32, pixels: i32, inStep: usize, outStep: usize, taps: usize, tapCount: i32, run: i32, weights: usize, outputs: i32): void {
  for (let r = 0; r < rowCount; r++) {
    const pair = rows + (<usize>r << 3);
    multiplyRow(<usize>load<u32>(pair), <usize>load<u32>(pair, 4), pixels, inStep, outStep, taps, tapCount, run, weights, outputs);
  }
}

export function multiplyRow(input: usize, output: usize, pixels: i32, inStep: usize, outStep: usize, taps: usize, tapCount: i32, run: i32, weights: usize, outputs: i32): void {
  const tapsEnd = taps + (<usize>tapCount << 2);
  const blockBytes = <usize>(tapCount * run) << 5;
  let w = weights;
  for (let o = 0; o < outputs; o += 8, w += blockBytes) {
    let x = input;
    let y = output + (<usize>o << 2);
    let left = pixels;
    const lanes = outputs - o;
    for (; lanes <= 4 && left >= 8; left -= 8) {
      eightPixels(x, y, inStep, outStep, taps, tapsEnd, run, w, lanes);
      x += inStep << 3;
      y += outStep << 3;
    }
    for (; left >= 4; left -= 4) {
      fourPixels(x, y, inStep, outStep, taps, tapsEnd, run, w, lanes);
      x += inStep << 2;
      y += outStep << 2;
    }
    for (; left > 0; left--) {
      onePixel(x, y, taps, tapsEnd, run, w, lanes);
      x += inStep;
      y += outStep;
    }
  }
}

// @ts-ignore: decorator
@inline
function fourPixels(x: usize, y: usize, inStep: usize, outStep: usize, taps: usize, tapsEnd: usize, run: i32, weights: usize, lanes: i32): void {
  let a0 = zero(), a1 = zero(), b0 = zero(), b1 = zero(), c0 = zero(), c1 = zero(), d0 = zero(), d1 = zero();
  let w = weights;
  for (let tap = taps; tap < tapsEnd; tap += 4) {
    let pa = x + <usize>load<u32>(tap);
    let pb = pa + inStep;
    let pc = pb + inStep;
    let pd = pc + inStep;
    const end = pa + (<usize>run << 2);
    do {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      let s = v128.load32_splat(pa);
      a0 = fma(s, w0, a0);
      a1 = fma(s, w1, a1);
      s = v128.load32_splat(pb);
      b0 = fma(s, w0, b0);
      b1 = fma(s, w1, b1);
      s = v128.load32_splat(pc);
      c0 = fma(s, w0, c0);
      c1 = fma(s, w1, c1);
      s = v128.load32_splat(pd);
      d0 = fma(s, w0, d0);
      d1 = fma(s, w1, d1);
      w += 32;
      pa += 4;
      pb += 4;
      pc += 4;
      pd += 4;
    } while (pa < end);
  }
  store8(y, a0, a1, lanes);
  store8(y + outStep, b0, b1, lanes);
  store8(y + (outStep << 1), c0, c1, lanes);
  store8(y + outStep * 3, d0, d1, lanes);
}

/** The last block of outputs, where it has four at most: as much arithmetic at once as on four pixels and eight outputs. */
// @ts-ignore: decorator
@inline
function eightPixels(x: usize, y: usize, inStep: usize, outStep: usize, taps: usize, tapsEnd: usize, run: i32, weights: usize, lanes: i32): void {
  let a = zero(), b = zero(), c = zero(), d = zero(), e = zero(), f = zero(), g = zero(), h = zero();
  let w = weights;
  for (let tap = taps; tap < tapsEnd; tap += 4) {
    let pa = x + <usize>load<u32>(tap);
    let pb = pa + inStep;
    let pc = pb + inStep;
    let pd = pc + inStep;
    const half = inStep << 2;
    const end = pa + (<usize>run << 2);
    do {
      const weight = v128.load(w);
      a = fma(v128.load32_splat(pa), weight, a);
      b = fma(v128.load32_splat(pb), weight, b);
      c = fma(v128.load32_splat(pc), weight, c);
      d = fma(v128.load32_splat(pd), weight, d);
      e = fma(v128.load32_splat(pa + half), weight, e);
      f = fma(v128.load32_splat(pb + half), weight, f);
      g = fma(v128.load32_splat(pc + half), weight, g);
      h = fma(v128.load32_splat(pd + half), weight, h);
      w += 32;
      pa += 4;
      pb += 4;
      pc += 4;
      pd += 4;
    } while (pa < end);
  }
  storeLanes(y, a, lanes);
  storeLanes(y + outStep, b, lanes);
  storeLanes(y + (outStep << 1), c, lanes);
  storeLanes(y + outStep * 3, d, lanes);
  y += outStep << 2;
  storeLanes(y, e, lanes);
  storeLanes(y + outStep, f, lanes);
  storeLanes(y + (outStep << 1), g, lanes);
  storeLanes(y + outStep * 3, h, lanes);
}

function onePixel(x: usize, y: usize, taps: usize, tapsEnd: usize, run: i32, weights: usize, lanes: i32): void {
  let a0 = zero(), a1 = zero();
  let w = weights;
  for (let tap = taps; tap < tapsEnd; tap += 4) {
    let p = x + <usize>load<u32>(tap);
    for (let i = run; i > 0; i--, p += 4, w += 32) {
      const s = v128.load32_splat(p);
      a0 = fma(s, v128.load(w), a0);
      a1 = fma(s, v128.load(w, 16), a1);
    }
  }
  store8(y, a0, a1, lanes);
}

// @ts-ignore: decorator
@inline
function store8(y: usize, low: v128, high: v128, lanes: i32): void {
  if (lanes >= 8) {
    v128.store(y, low);
    v128.store(y, high, 16);
  } else {
    storeLanes(y, low, lanes);
    if (lanes > 4) storeLanes(y + 16, high, lanes - 4);
  }
}

/**
 * sums[tap][run][outputs] += x[p + tap] · dy[p], over the pixels of all rows. The run is rounded up to 4 and the outputs to 8: what
 * lies beyond is computed from whatever is there and never read.
 */
export function productTN(rows: usize, rowCount: i32, pixels: i32, xStep: usize, dyStep: usize, taps: usize, tapCount: i32, run: i32, sums: usize, outputs: i32): void {
  for (let r = 0; r < rowCount; r++) {
    const pair = rows + (<usize>r << 3);
    sumRow(<usize>load<u32>(pair), <usize>load<u32>(pair, 4), pixels, xStep, dyStep, taps, tapCount, run, sums, outputs);
  }
}

export function sumRow(input: usize, slopes: usize, pixels: i32, xStep: usize, dyStep: usize, taps: usize, tapCount: i32, run: i32, sums: usize, outputs: i32): void {
  const rowBytes = <usize>((outputs + 7) & ~7) << 2;
  const runs = (run + 3) & ~3;
  let sum = sums;
  for (let t = 0; t < tapCount; t++) {
    const x = input + <usize>load<u32>(taps + (<usize>t << 2));
    const whole = (outputs & 7) <= 4 ? outputs & ~7 : outputs;
    for (let i = 0; i < runs; i += 4, sum += rowBytes << 2) {
      for (let o = 0; o < whole; o += 8) {
        fourInputs(x + (<usize>i << 2), slopes + (<usize>o << 2), pixels, xStep, dyStep, sum + (<usize>o << 2), rowBytes);
      }
      if (whole == outputs) continue;
      const isPair = (i & 4) == 0 && i + 4 < runs;
      if (isPair) eightInputs(x + (<usize>i << 2), slopes + (<usize>whole << 2), pixels, xStep, dyStep, sum + (<usize>whole << 2), rowBytes);
      else if ((i & 4) == 0) fourInputs(x + (<usize>i << 2), slopes + (<usize>whole << 2), pixels, xStep, dyStep, sum + (<usize>whole << 2), rowBytes);
    }
  }
}

// @ts-ignore: decorator
@inline
function fourInputs(input: usize, slopes: usize, pixels: i32, xStep: usize, dyStep: usize, sum: usize, rowBytes: usize): void {
  const sumB = sum + rowBytes;
  const sumC = sumB + rowBytes;
  const sumD = sumC + rowBytes;
  let a0 = v128.load(sum), a1 = v128.load(sum, 16), b0 = v128.load(sumB), b1 = v128.load(sumB, 16);
  let c0 = v128.load(sumC), c1 = v128.load(sumC, 16), d0 = v128.load(sumD), d1 = v128.load(sumD, 16);
  let x = input;
  let dy = slopes;
  for (let p = pixels; p > 0; p--) {
    const g0 = v128.load(dy);
    const g1 = v128.load(dy, 16);
    let s = v128.load32_splat(x);
    a0 = fma(s, g0, a0);
    a1 = fma(s, g1, a1);
    s = v128.load32_splat(x, 4);
    b0 = fma(s, g0, b0);
    b1 = fma(s, g1, b1);
    s = v128.load32_splat(x, 8);
    c0 = fma(s, g0, c0);
    c1 = fma(s, g1, c1);
    s = v128.load32_splat(x, 12);
    d0 = fma(s, g0, d0);
    d1 = fma(s, g1, d1);
    x += xStep;
    dy += dyStep;
  }
  v128.store(sum, a0);
  v128.store(sum, a1, 16);
  v128.store(sumB, b0);
  v128.store(sumB, b1, 16);
  v128.store(sumC, c0);
  v128.store(sumC, c1, 16);
  v128.store(sumD, d0);
  v128.store(sumD, d1, 16);
}

/** Eight inputs and the last outputs, where they are four at most. */
// @ts-ignore: decorator
@inline
function eightInputs(input: usize, slopes: usize, pixels: i32, xStep: usize, dyStep: usize, sum: usize, rowBytes: usize): void {
  const second = sum + (rowBytes << 2);
  let a = v128.load(sum), b = v128.load(sum + rowBytes), c = v128.load(sum + (rowBytes << 1)), d = v128.load(sum + rowBytes * 3);
  let e = v128.load(second), f = v128.load(second + rowBytes), g = v128.load(second + (rowBytes << 1)), h = v128.load(second + rowBytes * 3);
  let x = input;
  let dy = slopes;
  for (let p = pixels; p > 0; p--) {
    const slope = v128.load(dy);
    a = fma(v128.load32_splat(x), slope, a);
    b = fma(v128.load32_splat(x, 4), slope, b);
    c = fma(v128.load32_splat(x, 8), slope, c);
    d = fma(v128.load32_splat(x, 12), slope, d);
    e = fma(v128.load32_splat(x, 16), slope, e);
    f = fma(v128.load32_splat(x, 20), slope, f);
    g = fma(v128.load32_splat(x, 24), slope, g);
    h = fma(v128.load32_splat(x, 28), slope, h);
    x += xStep;
    dy += dyStep;
  }
  v128.store(sum, a);
  v128.store(sum + rowBytes, b);
  v128.store(sum + (rowBytes << 1), c);
  v128.store(sum + rowBytes * 3, d);
  v128.store(second, e);
  v128.store(second + rowBytes, f);
  v128.store(second + (rowBytes << 1), g);
  v128.store(second + rowBytes * 3, h);
}
