/** a · b + c, in one rounding where the relaxed flavour allows it. */
// @ts-ignore: decorator
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function zero(): v128 {
  return f32x4.splat(0);
}

/** Writes the first `lanes` (1 to 4) of a vector. */
export function storeLanes(target: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(target, value);
    return;
  }
  v128.store32_lane(target, value, 0);
  if (lanes > 1) v128.store32_lane(target, value, 1, 4);
  if (lanes > 2) v128.store32_lane(target, value, 2, 8);
}

/** e^x to about 1e-7 relative (Cephes): 2^n times a polynomial on half an octave. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const bounded = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87)), f32x4.splat(88));
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504088896341)));
  let r = fma(n, f32x4.splat(-0.693359375), bounded);
  r = fma(n, f32x4.splat(2.12194440e-4), r);
  let p = f32x4.splat(1.9875691500e-4);
  p = fma(p, r, f32x4.splat(1.3981999507e-3));
  p = fma(p, r, f32x4.splat(8.3334519073e-3));
  p = fma(p, r, f32x4.splat(4.1665795894e-2));
  p = fma(p, r, f32x4.splat(1.6666665459e-1));
  p = fma(p, r, f32x4.splat(5.0000001201e-1));
  p = fma(p, f32x4.mul(r, r), f32x4.add(r, f32x4.splat(1)));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** ln(1 + u) for u in 0…1 to about 1e-7: 2 artanh(u / (2 + u)) as a series in its argument, which is at most a third. */
// @ts-ignore: decorator
@inline
export function log1p(u: v128): v128 {
  const s = f32x4.div(u, f32x4.add(u, f32x4.splat(2)));
  const square = f32x4.mul(s, s);
  let p = f32x4.splat(2.0 / 13.0);
  p = fma(p, square, f32x4.splat(2.0 / 11.0));
  p = fma(p, square, f32x4.splat(2.0 / 9.0));
  p = fma(p, square, f32x4.splat(2.0 / 7.0));
  p = fma(p, square, f32x4.splat(2.0 / 5.0));
  p = fma(p, square, f32x4.splat(2.0 / 3.0));
  p = fma(p, square, f32x4.splat(2));
  return f32x4.mul(p, s);
}
