import { fma, zero } from "./vector";

// Arrays are padded to whole vectors by the heap: the last vector may reach past the last number.

/** Σ x² of `count` numbers. */
export function squaredNorm(x: usize, count: i32): f64 {
  let total: f64 = 0;
  for (let i = 0; i < count; i++) {
    const value = <f64>load<f32>(x + (<usize>i << 2));
    total += value * value;
  }
  return total;
}

export function adam(values: usize, gradient: usize, mean: usize, square: usize, count: i32, clip: f32, beta1: f32, beta2: f32, epsilon: f32, rateOfMean: f32, rateOfGradient: f32, squareFactor: f32): void {
  const c = f32x4.splat(clip);
  const b1 = f32x4.splat(beta1);
  const b2 = f32x4.splat(beta2);
  const e = f32x4.splat(epsilon);
  const rm = f32x4.splat(rateOfMean);
  const rg = f32x4.splat(rateOfGradient);
  const f = f32x4.splat(squareFactor);
  const end = <usize>count << 2;
  for (let at: usize = 0; at < end; at += 16) {
    const g = f32x4.mul(v128.load(gradient + at), c);
    const m0 = v128.load(mean + at);
    const v0 = v128.load(square + at);
    const m = fma(f32x4.sub(m0, g), b1, g);
    const s = f32x4.mul(g, g);
    const v = fma(f32x4.sub(v0, s), b2, s);
    const move = f32x4.div(fma(m, rm, f32x4.mul(g, rg)), f32x4.add(f32x4.sqrt(f32x4.mul(v, f)), e));
    v128.store(mean + at, m);
    v128.store(square + at, v);
    v128.store(values + at, f32x4.sub(v128.load(values + at), move));
  }
}

export function momentum(values: usize, gradient: usize, velocity: usize, count: i32, clip: f32, rate: f32, keep: f32, isNesterov: bool): void {
  const end = <usize>count << 2;
  for (let at: usize = 0; at < end; at += 16) {
    const g = f32x4.mul(v128.load(gradient + at), f32x4.splat(clip));
    const speed = fma(v128.load(velocity + at), f32x4.splat(keep), g);
    v128.store(velocity + at, speed);
    const move = isNesterov ? fma(speed, f32x4.splat(keep), g) : speed;
    v128.store(values + at, f32x4.sub(v128.load(values + at), f32x4.mul(move, f32x4.splat(rate))));
  }
}

/** y = a + b. */
export function add(a: usize, b: usize, y: usize, count: i32): void {
  const end = <usize>count << 2;
  for (let at: usize = 0; at < end; at += 16) v128.store(y + at, f32x4.add(v128.load(a + at), v128.load(b + at)));
}

/** y = x · factor. */
export function scale(x: usize, y: usize, factor: f32, count: i32): void {
  const f = f32x4.splat(factor);
  const end = <usize>count << 2;
  for (let at: usize = 0; at < end; at += 16) v128.store(y + at, f32x4.mul(v128.load(x + at), f));
}

/** average += share · (sample - average). */
export function blend(average: usize, sample: usize, share: f32, count: i32): void {
  const s = f32x4.splat(share);
  const end = <usize>count << 2;
  for (let at: usize = 0; at < end; at += 16) {
    const old = v128.load(average + at);
    v128.store(average + at, fma(f32x4.sub(v128.load(sample + at), old), s, old));
  }
}

/** Writes the slope of l1·|w| + l2·½w² and gives its sum. */
export function penalty(w: usize, slope: usize, count: i32, l1: f32, l2: f32): f64 {
  const end = <usize>count << 2;
  const whole = end & ~15;
  let absolute = f64x2.splat(0);
  let squares = f64x2.splat(0);
  for (let at: usize = 0; at < whole; at += 16) {
    const v = v128.load(w + at);
    const size = f32x4.abs(v);
    absolute = f64x2.add(absolute, f64x2.add(lower(size), upper(size)));
    squares = f64x2.add(squares, f64x2.add(f64x2.mul(lower(v), lower(v)), f64x2.mul(upper(v), upper(v))));
    const sign = f32x4.sub(v128.and(f32x4.gt(v, zero()), f32x4.splat(1)), v128.and(f32x4.lt(v, zero()), f32x4.splat(1)));
    v128.store(slope + at, fma(sign, f32x4.splat(l1), f32x4.mul(v, f32x4.splat(l2))));
  }
  let sums = <f64>l1 * (f64x2.extract_lane(absolute, 0) + f64x2.extract_lane(absolute, 1)) + 0.5 * <f64>l2 * (f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1));
  for (let at = whole; at < end; at += 4) {
    const v = load<f32>(w + at);
    sums += <f64>l1 * <f64>abs(v) + 0.5 * <f64>l2 * <f64>v * <f64>v;
    store<f32>(slope + at, l1 * (<f32>(v > 0) - <f32>(v < 0)) + l2 * v);
  }
  return sums;
}

// @ts-ignore: decorator
@inline
function lower(value: v128): v128 {
  return f64x2.promote_low_f32x4(value);
}

// @ts-ignore: decorator
@inline
function upper(value: v128): v128 {
  return f64x2.promote_low_f32x4(i32x4.shuffle(value, value, 2, 3, 2, 3));
}
