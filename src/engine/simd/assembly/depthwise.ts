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

/**
 * `depthwiseRows` for windows of `run` (3 or 5) neighbouring taps: `heads` are the byte offsets of the first tap of each row of the
 * window. Eight pixels at a time, the rest one by one.
 */
export function depthwiseRuns(rows: usize, rowCount: i32, pixels: i32, step: usize, outStep: usize, heads: usize, headCount: i32, run: i32, weights: usize, channels: i32): void {
  const headsEnd = heads + (<usize>headCount << 2);
  const stride = <usize>channels << 2;
  for (let r = 0; r < rowCount; r++) {
    const input = <usize>load<u32>(rows + (<usize>r << 3));
    const output = <usize>load<u32>(rows + (<usize>r << 3), 4);
    let c = 0;
    for (; c <= channels - 4; c += 4) {
      const at = <usize>c << 2;
      let p = 0;
      for (; p <= pixels - 8; p += 8) {
        const x = input + at + <usize>p * step;
        const y = output + at + <usize>p * outStep;
        if (run == 3) eightByThree(x, y, step, outStep, heads, headsEnd, weights + at, stride);
        else eightByFive(x, y, step, outStep, heads, headsEnd, weights + at, stride);
      }
      for (; p < pixels; p++) v128.store(output + at + <usize>p * outStep, onePixel(input + at + <usize>p * step, step, heads, headsEnd, run, weights + at, stride));
    }
    for (; c < channels; c++) oneChannelOfRuns(input + (<usize>c << 2), output + (<usize>c << 2), pixels, step, outStep, heads, headsEnd, run, weights + (<usize>c << 2), stride);
  }
}

/** Eight neighbouring pixels of 4 channels, 3 taps a row: each input is loaded once for all the outputs it belongs to. */
function eightByThree(input: usize, output: usize, step: usize, outStep: usize, heads: usize, headsEnd: usize, weights: usize, stride: usize): void {
  let y0 = zero(), y1 = zero(), y2 = zero(), y3 = zero(), y4 = zero(), y5 = zero(), y6 = zero(), y7 = zero();
  let w = weights;
  for (let head = heads; head < headsEnd; head += 4, w += stride * 3) {
    const w0 = v128.load(w), w1 = v128.load(w + stride), w2 = v128.load(w + stride * 2);
    let p = input + <usize>load<u32>(head);
    let x = zero();
    x = v128.load(p); y0 = fma(x, w0, y0); p += step;
    x = v128.load(p); y0 = fma(x, w1, y0); y1 = fma(x, w0, y1); p += step;
    x = v128.load(p); y0 = fma(x, w2, y0); y1 = fma(x, w1, y1); y2 = fma(x, w0, y2); p += step;
    x = v128.load(p); y1 = fma(x, w2, y1); y2 = fma(x, w1, y2); y3 = fma(x, w0, y3); p += step;
    x = v128.load(p); y2 = fma(x, w2, y2); y3 = fma(x, w1, y3); y4 = fma(x, w0, y4); p += step;
    x = v128.load(p); y3 = fma(x, w2, y3); y4 = fma(x, w1, y4); y5 = fma(x, w0, y5); p += step;
    x = v128.load(p); y4 = fma(x, w2, y4); y5 = fma(x, w1, y5); y6 = fma(x, w0, y6); p += step;
    x = v128.load(p); y5 = fma(x, w2, y5); y6 = fma(x, w1, y6); y7 = fma(x, w0, y7); p += step;
    x = v128.load(p); y6 = fma(x, w2, y6); y7 = fma(x, w1, y7); p += step;
    x = v128.load(p); y7 = fma(x, w2, y7);
  }
  let y = output;
  v128.store(y, y0); y += outStep;
  v128.store(y, y1); y += outStep;
  v128.store(y, y2); y += outStep;
  v128.store(y, y3); y += outStep;
  v128.store(y, y4); y += outStep;
  v128.store(y, y5); y += outStep;
  v128.store(y, y6); y += outStep;
  v128.store(y, y7);
}

/** Eight neighbouring pixels of 4 channels, 5 taps a row: each input is loaded once for all the outputs it belongs to. */
function eightByFive(input: usize, output: usize, step: usize, outStep: usize, heads: usize, headsEnd: usize, weights: usize, stride: usize): void {
  let y0 = zero(), y1 = zero(), y2 = zero(), y3 = zero(), y4 = zero(), y5 = zero(), y6 = zero(), y7 = zero();
  let w = weights;
  for (let head = heads; head < headsEnd; head += 4, w += stride * 5) {
    const w0 = v128.load(w), w1 = v128.load(w + stride), w2 = v128.load(w + stride * 2), w3 = v128.load(w + stride * 3), w4 = v128.load(w + stride * 4);
    let p = input + <usize>load<u32>(head);
    let x = zero();
    x = v128.load(p); y0 = fma(x, w0, y0); p += step;
    x = v128.load(p); y0 = fma(x, w1, y0); y1 = fma(x, w0, y1); p += step;
    x = v128.load(p); y0 = fma(x, w2, y0); y1 = fma(x, w1, y1); y2 = fma(x, w0, y2); p += step;
    x = v128.load(p); y0 = fma(x, w3, y0); y1 = fma(x, w2, y1); y2 = fma(x, w1, y2); y3 = fma(x, w0, y3); p += step;
    x = v128.load(p); y0 = fma(x, w4, y0); y1 = fma(x, w3, y1); y2 = fma(x, w2, y2); y3 = fma(x, w1, y3); y4 = fma(x, w0, y4); p += step;
    x = v128.load(p); y1 = fma(x, w4, y1); y2 = fma(x, w3, y2); y3 = fma(x, w2, y3); y4 = fma(x, w1, y4); y5 = fma(x, w0, y5); p += step;
    x = v128.load(p); y2 = fma(x, w4, y2); y3 = fma(x, w3, y3); y4 = fma(x, w2, y4); y5 = fma(x, w1, y5); y6 = fma(x, w0, y6); p += step;
    x = v128.load(p); y3 = fma(x, w4, y3); y4 = fma(x, w3, y4); y5 = fma(x, w2, y5); y6 = fma(x, w1, y6); y7 = fma(x, w0, y7); p += step;
    x = v128.load(p); y4 = fma(x, w4, y4); y5 = fma(x, w3, y5); y6 = fma(x, w2, y6); y7 = fma(x, w1, y7); p += step;
    x = v128.load(p); y5 = fma(x, w4, y5); y6 = fma(x, w3, y6); y7 = fma(x, w2, y7); p += step;
    x = v128.load(p); y6 = fma(x, w4, y6); y7 = fma(x, w3, y7); p += step;
    x = v128.load(p); y7 = fma(x, w4, y7);
  }
  let y = output;
  v128.store(y, y0); y += outStep;
  v128.store(y, y1); y += outStep;
  v128.store(y, y2); y += outStep;
  v128.store(y, y3); y += outStep;
  v128.store(y, y4); y += outStep;
  v128.store(y, y5); y += outStep;
  v128.store(y, y6); y += outStep;
  v128.store(y, y7);
}

function onePixel(input: usize, step: usize, heads: usize, headsEnd: usize, run: i32, weights: usize, stride: usize): v128 {
  let y = zero();
  let w = weights;
  for (let head = heads; head < headsEnd; head += 4) {
    let p = input + <usize>load<u32>(head);
    for (let tap = 0; tap < run; tap++, p += step, w += stride) y = fma(v128.load(p), v128.load(w), y);
  }
  return y;
}

function oneChannelOfRuns(input: usize, output: usize, pixels: i32, step: usize, outStep: usize, heads: usize, headsEnd: usize, run: i32, weights: usize, stride: usize): void {
  for (let pixel = 0; pixel < pixels; pixel++, input += step, output += outStep) {
    let sum: f32 = 0;
    let w = weights;
    for (let head = heads; head < headsEnd; head += 4) {
      let p = input + <usize>load<u32>(head);
      for (let tap = 0; tap < run; tap++, p += step, w += stride) sum += load<f32>(p) * load<f32>(w);
    }
    store<f32>(output, sum);
  }
}

/** `depthwiseSums` for windows of `run` (3 or 5) neighbouring taps, as in `depthwiseRuns`. */
export function depthwiseRunSums(rows: usize, rowCount: i32, pixels: i32, step: usize, slopeStep: usize, heads: usize, headCount: i32, run: i32, sums: usize, channels: i32): void {
  const stride = <usize>channels << 2;
  for (let r = 0; r < rowCount; r++) {
    const input = <usize>load<u32>(rows + (<usize>r << 3));
    const slopes = <usize>load<u32>(rows + (<usize>r << 3), 4);
    for (let head = 0; head < headCount; head++) {
      const x = input + <usize>load<u32>(heads + (<usize>head << 2));
      const target = sums + <usize>(head * run) * stride;
      let c = 0;
      for (; c <= channels - 4; c += 4) {
        const at = <usize>c << 2;
        let p = 0;
        for (; p <= pixels - 8; p += 8) {
          if (run == 3) sumThree(x + at + <usize>p * step, slopes + at + <usize>p * slopeStep, step, slopeStep, target + at, stride);
          else sumFive(x + at + <usize>p * step, slopes + at + <usize>p * slopeStep, step, slopeStep, target + at, stride);
        }
        for (; p < pixels; p++) {
          const g = v128.load(slopes + at + <usize>p * slopeStep);
          for (let tap = 0; tap < run; tap++) accumulate(target + at + <usize>tap * stride, f32x4.mul(v128.load(x + at + <usize>(p + tap) * step), g));
        }
      }
      for (; c < channels; c++) {
        const at = <usize>c << 2;
        for (let tap = 0; tap < run; tap++) {
          let sum = load<f32>(target + at + <usize>tap * stride);
          for (let p = 0; p < pixels; p++) sum += load<f32>(x + at + <usize>(p + tap) * step) * load<f32>(slopes + at + <usize>p * slopeStep);
          store<f32>(target + at + <usize>tap * stride, sum);
        }
      }
    }
  }
}

/** The slopes of a row of 3 taps from eight neighbouring pixels. */
function sumThree(input: usize, slopes: usize, step: usize, slopeStep: usize, sums: usize, stride: usize): void {
  const g0 = v128.load(slopes);
  const g1 = v128.load((slopes += slopeStep));
  const g2 = v128.load((slopes += slopeStep));
  const g3 = v128.load((slopes += slopeStep));
  const g4 = v128.load((slopes += slopeStep));
  const g5 = v128.load((slopes += slopeStep));
  const g6 = v128.load((slopes += slopeStep));
  const g7 = v128.load((slopes += slopeStep));
  let s0 = zero(), s1 = zero(), s2 = zero();
  let p = input;
  let x = zero();
  x = v128.load(p); s0 = fma(x, g0, s0); p += step;
  x = v128.load(p); s1 = fma(x, g0, s1); s0 = fma(x, g1, s0); p += step;
  x = v128.load(p); s2 = fma(x, g0, s2); s1 = fma(x, g1, s1); s0 = fma(x, g2, s0); p += step;
  x = v128.load(p); s2 = fma(x, g1, s2); s1 = fma(x, g2, s1); s0 = fma(x, g3, s0); p += step;
  x = v128.load(p); s2 = fma(x, g2, s2); s1 = fma(x, g3, s1); s0 = fma(x, g4, s0); p += step;
  x = v128.load(p); s2 = fma(x, g3, s2); s1 = fma(x, g4, s1); s0 = fma(x, g5, s0); p += step;
  x = v128.load(p); s2 = fma(x, g4, s2); s1 = fma(x, g5, s1); s0 = fma(x, g6, s0); p += step;
  x = v128.load(p); s2 = fma(x, g5, s2); s1 = fma(x, g6, s1); s0 = fma(x, g7, s0); p += step;
  x = v128.load(p); s2 = fma(x, g6, s2); s1 = fma(x, g7, s1); p += step;
  x = v128.load(p); s2 = fma(x, g7, s2);
  accumulate(sums, s0);
  accumulate(sums + stride, s1);
  accumulate(sums + stride * 2, s2);
}

/** The slopes of a row of 5 taps from eight neighbouring pixels. */
function sumFive(input: usize, slopes: usize, step: usize, slopeStep: usize, sums: usize, stride: usize): void {
  const g0 = v128.load(slopes);
  const g1 = v128.load((slopes += slopeStep));
  const g2 = v128.load((slopes += slopeStep));
  const g3 = v128.load((slopes += slopeStep));
  const g4 = v128.load((slopes += slopeStep));
  const g5 = v128.load((slopes += slopeStep));
  const g6 = v128.load((slopes += slopeStep));
  const g7 = v128.load((slopes += slopeStep));
  let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero(), s4 = zero();
  let p = input;
  let x = zero();
  x = v128.load(p); s0 = fma(x, g0, s0); p += step;
  x = v128.load(p); s1 = fma(x, g0, s1); s0 = fma(x, g1, s0); p += step;
  x = v128.load(p); s2 = fma(x, g0, s2); s1 = fma(x, g1, s1); s0 = fma(x, g2, s0); p += step;
  x = v128.load(p); s3 = fma(x, g0, s3); s2 = fma(x, g1, s2); s1 = fma(x, g2, s1); s0 = fma(x, g3, s0); p += step;
  x = v128.load(p); s4 = fma(x, g0, s4); s3 = fma(x, g1, s3); s2 = fma(x, g2, s2); s1 = fma(x, g3, s1); s0 = fma(x, g4, s0); p += step;
  x = v128.load(p); s4 = fma(x, g1, s4); s3 = fma(x, g2, s3); s2 = fma(x, g3, s2); s1 = fma(x, g4, s1); s0 = fma(x, g5, s0); p += step;
  x = v128.load(p); s4 = fma(x, g2, s4); s3 = fma(x, g3, s3); s2 = fma(x, g4, s2); s1 = fma(x, g5, s1); s0 = fma(x, g6, s0); p += step;
  x = v128.load(p); s4 = fma(x, g3, s4); s3 = fma(x, g4, s3); s2 = fma(x, g5, s2); s1 = fma(x, g6, s1); s0 = fma(x, g7, s0); p += step;
  x = v128.load(p); s4 = fma(x, g4, s4); s3 = fma(x, g5, s3); s2 = fma(x, g6, s2); s1 = fma(x, g7, s1); p += step;
  x = v128.load(p); s4 = fma(x, g5, s4); s3 = fma(x, g6, s3); s2 = fma(x, g7, s2); p += step;
  x = v128.load(p); s4 = fma(x, g6, s4); s3 = fma(x, g7, s3); p += step;
  x = v128.load(p); s4 = fma(x, g7, s4);
  accumulate(sums, s0);
  accumulate(sums + stride, s1);
  accumulate(sums + stride * 2, s2);
  accumulate(sums + stride * 3, s3);
  accumulate(sums + stride * 4, s4);
}
