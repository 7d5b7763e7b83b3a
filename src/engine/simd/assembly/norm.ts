import { activate, ELU, IDENTITY, LEAKY, RELU, RELU6, sigmoid, SIGMOID, SOFTPLUS, tanh, TANH } from "./activation";
import { LEAKY_SLOPE, RELU_CEILING } from "./semantics";
import { exp, fma, zero } from "./vector";

/** dy times the slope at z. */
// @ts-ignore: decorator
@inline
function through(dy: v128, z: v128, kind: i32): v128 {
  if (kind == RELU) return v128.and(dy, f32x4.gt(z, zero()));
  if (kind == LEAKY) return v128.bitselect(dy, f32x4.mul(dy, f32x4.splat(LEAKY_SLOPE)), f32x4.gt(z, zero()));
  if (kind == RELU6) return v128.and(dy, v128.and(f32x4.gt(z, zero()), f32x4.lt(z, f32x4.splat(RELU_CEILING))));
  if (kind == ELU) return v128.bitselect(f32x4.mul(dy, exp(z)), dy, f32x4.lt(z, zero()));
  if (kind == SIGMOID) {
    const s = sigmoid(z);
    return f32x4.mul(dy, f32x4.mul(s, f32x4.sub(f32x4.splat(1), s)));
  }
  if (kind == SOFTPLUS) return f32x4.mul(dy, sigmoid(z));
  if (kind == TANH) {
    const t = tanh(z);
    return f32x4.mul(dy, f32x4.sub(f32x4.splat(1), f32x4.mul(t, t)));
  }
  return dy;
}

/** Pixels of 8 KB: what the first cache level holds with room to spare. */
// @ts-ignore: decorator
@inline
function chunkPixels(channels: i32): i32 {
  return max(1, 2048 / channels);
}

// @ts-ignore: decorator
@inline
function addToDoubles(target: usize, value: v128): void {
  v128.store(target, f64x2.add(v128.load(target), f64x2.promote_low_f32x4(value)));
  const high = i32x4.shuffle(value, value, 2, 3, 2, 3);
  v128.store(target, f64x2.add(v128.load(target, 16), f64x2.promote_low_f32x4(high)), 16);
}

/** Adds Σ (x - pivot) and Σ (x - pivot)² per channel to doubles. Channels are a multiple of 4. */
export function channelMoments(x: usize, pixels: i32, channels: i32, pivot: usize, sums: usize, squares: usize): void {
  const step = <usize>channels << 2;
  const chunk = chunkPixels(channels);
  for (let first = 0; first < pixels; first += chunk) {
    const count = min(chunk, pixels - first);
    const start = x + <usize>first * step;
    for (let c = 0; c < channels; c += 4) {
      const shift = v128.load(pivot + (<usize>c << 2));
      let p = start + (<usize>c << 2);
      let s0 = zero(), s1 = zero(), q0 = zero(), q1 = zero();
      let left = count;
      for (; left >= 2; left -= 2) {
        const v0 = f32x4.sub(v128.load(p), shift);
        const v1 = f32x4.sub(v128.load(p + step), shift);
        s0 = f32x4.add(s0, v0);
        s1 = f32x4.add(s1, v1);
        q0 = fma(v0, v0, q0);
        q1 = fma(v1, v1, q1);
        p += step << 1;
      }
      if (left > 0) {
        const v0 = f32x4.sub(v128.load(p), shift);
        s0 = f32x4.add(s0, v0);
        q0 = fma(v0, v0, q0);
      }
      addToDoubles(sums + (<usize>c << 3), f32x4.add(s0, s1));
      addToDoubles(squares + (<usize>c << 3), f32x4.add(q0, q1));
    }
  }
}

// @ts-ignore: decorator
@inline
function applyLoop(x: usize, y: usize, pixels: i32, channels: i32, scale: usize, shift: usize, kind: i32): void {
  const step = <usize>channels << 2;
  const chunk = chunkPixels(channels);
  for (let first = 0; first < pixels; first += chunk) {
    const count = min(chunk, pixels - first);
    const start = <usize>first * step;
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>c << 2;
      const a = v128.load(scale + at);
      const b = v128.load(shift + at);
      let from = x + start + at;
      let to = y + start + at;
      let left = count;
      for (; left >= 2; left -= 2) {
        v128.store(to, activate(fma(v128.load(from), a, b), kind));
        v128.store(to + step, activate(fma(v128.load(from + step), a, b), kind));
        from += step << 1;
        to += step << 1;
      }
      if (left > 0) v128.store(to, activate(fma(v128.load(from), a, b), kind));
    }
  }
}

/** y = activation(x · scale + shift). */
export function affineApply(x: usize, y: usize, pixels: i32, channels: i32, scale: usize, shift: usize, kind: i32): void {
  switch (kind) {
    case RELU: return applyLoop(x, y, pixels, channels, scale, shift, RELU);
    case LEAKY: return applyLoop(x, y, pixels, channels, scale, shift, LEAKY);
    case RELU6: return applyLoop(x, y, pixels, channels, scale, shift, RELU6);
    case ELU: return applyLoop(x, y, pixels, channels, scale, shift, ELU);
    case SIGMOID: return applyLoop(x, y, pixels, channels, scale, shift, SIGMOID);
    case SOFTPLUS: return applyLoop(x, y, pixels, channels, scale, shift, SOFTPLUS);
    case TANH: return applyLoop(x, y, pixels, channels, scale, shift, TANH);
    default: return applyLoop(x, y, pixels, channels, scale, shift, IDENTITY);
  }
}

// @ts-ignore: decorator
@inline
function sumsLoop(x: usize, dy: usize, pixels: i32, channels: i32, scale: usize, shift: usize, pivot: usize, sums: usize, products: usize, kind: i32): void {
  const step = <usize>channels << 2;
  const chunk = chunkPixels(channels);
  for (let first = 0; first < pixels; first += chunk) {
    const count = min(chunk, pixels - first);
    const start = <usize>first * step;
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>c << 2;
      const a = v128.load(scale + at);
      const b = v128.load(shift + at);
      const m = v128.load(pivot + at);
      let from = x + start + at;
      let slope = dy + start + at;
      let s0 = zero(), s1 = zero(), q0 = zero(), q1 = zero();
      let left = count;
      for (; left >= 2; left -= 2) {
        let v = v128.load(from);
        let g = through(v128.load(slope), fma(v, a, b), kind);
        s0 = f32x4.add(s0, g);
        q0 = fma(g, f32x4.sub(v, m), q0);
        v = v128.load(from + step);
        g = through(v128.load(slope + step), fma(v, a, b), kind);
        s1 = f32x4.add(s1, g);
        q1 = fma(g, f32x4.sub(v, m), q1);
        from += step << 1;
        slope += step << 1;
      }
      if (left > 0) {
        const v = v128.load(from);
        const g = through(v128.load(slope), fma(v, a, b), kind);
        s0 = f32x4.add(s0, g);
        q0 = fma(g, f32x4.sub(v, m), q0);
      }
      addToDoubles(sums + (<usize>c << 3), f32x4.add(s0, s1));
      addToDoubles(products + (<usize>c << 3), f32x4.add(q0, q1));
    }
  }
}

/** Adds Σ dz and Σ dz · (x - pivot) per channel to doubles; dz is dy through the activation at x · scale + shift. */
export function affineSums(x: usize, dy: usize, pixels: i32, channels: i32, scale: usize, shift: usize, pivot: usize, sums: usize, products: usize, kind: i32): void {
  switch (kind) {
    case RELU: return sumsLoop(x, dy, pixels, channels, scale, shift, pivot, sums, products, RELU);
    case LEAKY: return sumsLoop(x, dy, pixels, channels, scale, shift, pivot, sums, products, LEAKY);
    case RELU6: return sumsLoop(x, dy, pixels, channels, scale, shift, pivot, sums, products, RELU6);
    case ELU: return sumsLoop(x, dy, pixels, channels, scale, shift, pivot, sums, products, ELU);
    case SIGMOID: return sumsLoop(x, dy, pixels, channels, scale, shift, pivot, sums, products, SIGMOID);
    case SOFTPLUS: return sumsLoop(x, dy, pixels, channels, scale, shift, pivot, sums, products, SOFTPLUS);
    case TANH: return sumsLoop(x, dy, pixels, channels, scale, shift, pivot, sums, products, TANH);
    default: return sumsLoop(x, dy, pixels, channels, scale, shift, pivot, sums, products, IDENTITY);
  }
}

// @ts-ignore: decorator
@inline
function gradientLoop(x: usize, dy: usize, dx: usize, pixels: i32, channels: i32, scale: usize, shift: usize, rate: usize, slopeRate: usize, offset: usize, kind: i32): void {
  const step = <usize>channels << 2;
  const chunk = chunkPixels(channels);
  for (let first = 0; first < pixels; first += chunk) {
    const count = min(chunk, pixels - first);
    const start = <usize>first * step;
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>c << 2;
      const a = v128.load(scale + at);
      const b = v128.load(shift + at);
      const k = v128.load(rate + at);
      const l = v128.load(slopeRate + at);
      const o = v128.load(offset + at);
      let from = x + start + at;
      let slope = dy + start + at;
      let to = dx + start + at;
      for (let left = count; left > 0; left--) {
        const v = v128.load(from);
        const g = through(v128.load(slope), fma(v, a, b), kind);
        v128.store(to, fma(g, k, fma(v, l, o)));
        from += step;
        slope += step;
        to += step;
      }
    }
  }
}

/** dx = dz · rate + x · slopeRate + offset, per channel. */
export function affineGradientApply(x: usize, dy: usize, dx: usize, pixels: i32, channels: i32, scale: usize, shift: usize, rate: usize, slopeRate: usize, offset: usize, kind: i32): void {
  switch (kind) {
    case RELU: return gradientLoop(x, dy, dx, pixels, channels, scale, shift, rate, slopeRate, offset, RELU);
    case LEAKY: return gradientLoop(x, dy, dx, pixels, channels, scale, shift, rate, slopeRate, offset, LEAKY);
    case RELU6: return gradientLoop(x, dy, dx, pixels, channels, scale, shift, rate, slopeRate, offset, RELU6);
    case ELU: return gradientLoop(x, dy, dx, pixels, channels, scale, shift, rate, slopeRate, offset, ELU);
    case SIGMOID: return gradientLoop(x, dy, dx, pixels, channels, scale, shift, rate, slopeRate, offset, SIGMOID);
    case SOFTPLUS: return gradientLoop(x, dy, dx, pixels, channels, scale, shift, rate, slopeRate, offset, SOFTPLUS);
    case TANH: return gradientLoop(x, dy, dx, pixels, channels, scale, shift, rate, slopeRate, offset, TANH);
    default: return gradientLoop(x, dy, dx, pixels, channels, scale, shift, rate, slopeRate, offset, IDENTITY);
  }
}

/** The values of each channel again and again, so that whole vectors of 4 fit. */
export function repeatChannels(values: usize, target: usize, channels: i32, wide: i32): void {
  for (let at = 0; at < wide; at++) store<f32>(target + (<usize>at << 2), load<f32>(values + (<usize>(at % channels) << 2)));
}

// @ts-ignore: decorator
@inline
function folded(sums: usize, channel: i32, channels: i32, wide: i32): f64 {
  let sum: f64 = 0;
  for (let at = channel; at < wide; at += channels) sum += load<f64>(sums + (<usize>at << 3));
  return sum;
}

// @ts-ignore: decorator
@inline
function spread(target: usize, channel: i32, channels: i32, wide: i32, value: f64): void {
  for (let at = channel; at < wide; at += channels) store<f32>(target + (<usize>at << 2), <f32>value);
}

/** Mean, variance and from them scale and shift of (x - mean) / √(variance + ε) · gamma + beta, from what `channelMoments` summed about the pivot. */
export function normScale(sums: usize, squares: usize, pivot: usize, gamma: usize, beta: usize, mean: usize, variance: usize, scale: usize, shift: usize, channels: i32, wide: i32, pixels: i32, epsilon: f64): void {
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    const off = folded(sums, c, channels, wide) / pixels;
    const average = <f64>load<f32>(pivot + at) + off;
    const spreadOut = max<f64>(0, folded(squares, c, channels, wide) / pixels - off * off);
    const rate = <f64>load<f32>(gamma + at) / Math.sqrt(spreadOut + epsilon);
    store<f32>(mean + at, <f32>average);
    store<f32>(variance + at, <f32>spreadOut);
    spread(scale, c, channels, wide, rate);
    spread(shift, c, channels, wide, <f64>load<f32>(beta + at) - average * rate);
  }
}

/** Scale and shift once more, from the statistics that the forward pass kept. */
export function normRescale(gamma: usize, beta: usize, mean: usize, variance: usize, scale: usize, shift: usize, channels: i32, wide: i32, epsilon: f64): void {
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    const rate = <f64>load<f32>(gamma + at) / Math.sqrt(<f64>load<f32>(variance + at) + epsilon);
    spread(scale, c, channels, wide, rate);
    spread(shift, c, channels, wide, <f64>load<f32>(beta + at) - <f64>load<f32>(mean + at) * rate);
  }
}

/** What `affineGradientApply` multiplies with, from what `affineSums` summed about the mean; adds the slopes of gamma and beta to doubles. */
export function normRates(sums: usize, products: usize, gamma: usize, mean: usize, variance: usize, rate: usize, slopeRate: usize, offset: usize, gammaSlopes: usize, betaSlopes: usize, channels: i32, wide: i32, pixels: i32, epsilon: f64): void {
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    const sum = folded(sums, c, channels, wide);
    const product = folded(products, c, channels, wide);
    const inverse = 1 / Math.sqrt(<f64>load<f32>(variance + at) + epsilon);
    const k = <f64>load<f32>(gamma + at) * inverse;
    const perX = (-k * inverse * inverse * product) / pixels;
    spread(rate, c, channels, wide, k);
    spread(slopeRate, c, channels, wide, perX);
    spread(offset, c, channels, wide, (-k * sum) / pixels - perX * <f64>load<f32>(mean + at));
    const to = <usize>c << 3;
    store<f64>(gammaSlopes + to, load<f64>(gammaSlopes + to) + product * inverse);
    store<f64>(betaSlopes + to, load<f64>(betaSlopes + to) + sum);
  }
}
