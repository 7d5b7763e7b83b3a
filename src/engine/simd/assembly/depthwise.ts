import { fma, zero } from "./vector";

/** y[p][c] = sum over taps of x[p + tap][c] · w[tap][c]. Rows, steps and taps as in `productNN`; weights [tap][channels]. */
export function depthwiseRows(rows: usize, rowCount: i32, pixels: i32, inStep: usize, outStep: usize, taps: usize, tapCount: i32, weights: usize, channels: i32): void {
  const tapsEnd = taps + (<usize>tapCount << 2);
  const weightStep = <usize>channels << 2;
  for (let r = 0; r < rowCount; r++) {
    const input = <usize>load<u32>(rows + (<usize>r << 3));
    const output = <usize>load<u32>(rows + (<usize>r << 3), 4);
    let c = 0;
    for (; c <= channels - 8; c += 8) eightChannels(input + (<usize>c << 2), output + (<usize>c << 2), pixels, inStep, outStep, taps, tapsEnd, weights + (<usize>c << 2), weightStep);
    for (; c < channels; c++) oneChannel(input + (<usize>c << 2), output + (<usize>c << 2), pixels, inStep, outStep, taps, tapsEnd, weights + (<usize>c << 2), weightStep);
  }
}

function eightChannels(input: usize, output: usize, pixels: i32, inStep: usize, outStep: usize, taps: usize, tapsEnd: usize, weights: usize, weightStep: usize): void {
  let x = input;
  let y = output;
  let left = pixels;
  for (; left >= 4; left -= 4) {
    let a0 = zero(), a1 = zero(), b0 = zero(), b1 = zero(), c0 = zero(), c1 = zero(), d0 = zero(), d1 = zero();
    let w = weights;
    for (let tap = taps; tap < tapsEnd; tap += 4, w += weightStep) {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      let p = x + <usize>load<u32>(tap);
      a0 = fma(v128.load(p), w0, a0);
      a1 = fma(v128.load(p, 16), w1, a1);
      p += inStep;
      b0 = fma(v128.load(p), w0, b0);
      b1 = fma(v128.load(p, 16), w1, b1);
      p += inStep;
      c0 = fma(v128.load(p), w0, c0);
      c1 = fma(v128.load(p, 16), w1, c1);
      p += inStep;
      d0 = fma(v128.load(p), w0, d0);
      d1 = fma(v128.load(p, 16), w1, d1);
    }
    v128.store(y, a0);
    v128.store(y, a1, 16);
    y += outStep;
    v128.store(y, b0);
    v128.store(y, b1, 16);
    y += outStep;
    v128.store(y, c0);
    v128.store(y, c1, 16);
    y += outStep;
    v128.store(y, d0);
    v128.store(y, d1, 16);
    y += outStep;
    x += inStep << 2;
  }
  for (; left > 0; left--, x += inStep, y += outStep) {
    let a0 = zero(), a1 = zero();
    let w = weights;
    for (let tap = taps; tap < tapsEnd; tap += 4, w += weightStep) {
      const p = x + <usize>load<u32>(tap);
      a0 = fma(v128.load(p), v128.load(w), a0);
      a1 = fma(v128.load(p, 16), v128.load(w, 16), a1);
    }
    v128.store(y, a0);
    v128.store(y, a1, 16);
  }
}

function oneChannel(input: usize, output: usize, pixels: i32, inStep: usize, outStep: usize, taps: usize, tapsEnd: usize, weights: usize, weightStep: usize): void {
  let x = input;
  let y = output;
  for (let left = pixels; left > 0; left--, x += inStep, y += outStep) {
    let sum: f32 = 0;
    let w = weights;
    for (let tap = taps; tap < tapsEnd; tap += 4, w += weightStep) sum += load<f32>(x + <usize>load<u32>(tap)) * load<f32>(w);
    store<f32>(y, sum);
  }
}

/** sums[tap][c] += x[p + tap][c] · dy[p][c], over the pixels of all rows. */
export function depthwiseSums(rows: usize, rowCount: i32, pixels: i32, xStep: usize, dyStep: usize, taps: usize, tapCount: i32, sums: usize, channels: i32): void {
  for (let r = 0; r < rowCount; r++) {
    const input = <usize>load<u32>(rows + (<usize>r << 3));
    const slopes = <usize>load<u32>(rows + (<usize>r << 3), 4);
    let c = 0;
    for (; c <= channels - 4; c += 4) {
      let t = 0;
      for (; t <= tapCount - 5; t += 5) fiveTaps(input + (<usize>c << 2), slopes + (<usize>c << 2), pixels, xStep, dyStep, taps + (<usize>t << 2), sums + (<usize>(t * channels + c) << 2), <usize>channels << 2);
      for (; t <= tapCount - 3; t += 3) threeTaps(input + (<usize>c << 2), slopes + (<usize>c << 2), pixels, xStep, dyStep, taps + (<usize>t << 2), sums + (<usize>(t * channels + c) << 2), <usize>channels << 2);
      for (; t < tapCount; t++) oneTap(input + <usize>load<u32>(taps + (<usize>t << 2)) + (<usize>c << 2), slopes + (<usize>c << 2), pixels, xStep, dyStep, sums + (<usize>(t * channels + c) << 2));
    }
    for (; c < channels; c++) {
      for (let t = 0; t < tapCount; t++) {
        const x = input + <usize>load<u32>(taps + (<usize>t << 2)) + (<usize>c << 2);
        const dy = slopes + (<usize>c << 2);
        const at = sums + (<usize>(t * channels + c) << 2);
        let sum = load<f32>(at);
        for (let p = 0; p < pixels; p++) sum += load<f32>(x + <usize>p * xStep) * load<f32>(dy + <usize>p * dyStep);
        store<f32>(at, sum);
      }
    }
  }
}

function fiveTaps(input: usize, slopes: usize, pixels: i32, xStep: usize, dyStep: usize, taps: usize, sums: usize, sumStep: usize): void {
  let pa = input + <usize>load<u32>(taps);
  let pb = input + <usize>load<u32>(taps, 4);
  let pc = input + <usize>load<u32>(taps, 8);
  let pd = input + <usize>load<u32>(taps, 12);
  let pe = input + <usize>load<u32>(taps, 16);
  let dy = slopes;
  let a = zero(), b = zero(), c = zero(), d = zero(), e = zero();
  for (let p = pixels; p > 0; p--) {
    const g = v128.load(dy);
    a = fma(v128.load(pa), g, a);
    b = fma(v128.load(pb), g, b);
    c = fma(v128.load(pc), g, c);
    d = fma(v128.load(pd), g, d);
    e = fma(v128.load(pe), g, e);
    dy += dyStep;
    pa += xStep;
    pb += xStep;
    pc += xStep;
    pd += xStep;
    pe += xStep;
  }
  accumulate(sums, a);
  accumulate(sums + sumStep, b);
  accumulate(sums + sumStep * 2, c);
  accumulate(sums + sumStep * 3, d);
  accumulate(sums + sumStep * 4, e);
}

function threeTaps(input: usize, slopes: usize, pixels: i32, xStep: usize, dyStep: usize, taps: usize, sums: usize, sumStep: usize): void {
  let pa = input + <usize>load<u32>(taps);
  let pb = input + <usize>load<u32>(taps, 4);
  let pc = input + <usize>load<u32>(taps, 8);
  let dy = slopes;
  let a = zero(), b = zero(), c = zero();
  for (let p = pixels; p > 0; p--) {
    const g = v128.load(dy);
    a = fma(v128.load(pa), g, a);
    b = fma(v128.load(pb), g, b);
    c = fma(v128.load(pc), g, c);
    dy += dyStep;
    pa += xStep;
    pb += xStep;
    pc += xStep;
  }
  accumulate(sums, a);
  accumulate(sums + sumStep, b);
  accumulate(sums + sumStep * 2, c);
}

function oneTap(input: usize, slopes: usize, pixels: i32, xStep: usize, dyStep: usize, sums: usize): void {
  let x = input;
  let dy = slopes;
  let a = zero();
  for (let p = pixels; p > 0; p--, x += xStep, dy += dyStep) a = fma(v128.load(x), v128.load(dy), a);
  accumulate(sums, a);
}

// @ts-ignore: decorator
@inline
function accumulate(at: usize, value: v128): void {
  v128.store(at, f32x4.add(v128.load(at), value));
}
