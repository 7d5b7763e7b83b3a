import { LEAKY_SLOPE, RELU_CEILING } from "./semantics";
import { exp, fma, log1p, zero } from "./vector";

/** Codes of activations, as in `simd/kernels/norm.ts`. */
export const IDENTITY = 0;
export const RELU = 1;
export const LEAKY = 2;
export const RELU6 = 3;
export const ELU = 4;
export const SIGMOID = 5;
export const SOFTPLUS = 6;
export const TANH = 7;

/** pmax with the value first keeps NaN: a diverged trial must not look like a dead one. */
// @ts-ignore: decorator
@inline
export function activate(z: v128, kind: i32): v128 {
  if (kind == RELU) return f32x4.pmax(z, zero());
  if (kind == LEAKY) return v128.bitselect(f32x4.mul(z, f32x4.splat(LEAKY_SLOPE)), z, f32x4.lt(z, zero()));
  if (kind == RELU6) return f32x4.pmin(f32x4.pmax(z, zero()), f32x4.splat(RELU_CEILING));
  if (kind == ELU) return v128.bitselect(f32x4.sub(exp(z), f32x4.splat(1)), z, f32x4.lt(z, zero()));
  if (kind == SIGMOID) return sigmoid(z);
  if (kind == SOFTPLUS) return f32x4.add(f32x4.pmax(z, zero()), log1p(exp(f32x4.neg(f32x4.abs(z)))));
  if (kind == TANH) return tanh(z);
  return z;
}

// @ts-ignore: decorator
@inline
export function sigmoid(z: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp(f32x4.neg(z))));
}

/** 1 - 2 / (e^2z + 1), and near 0, where that would lose its digits, the beginning of the series. */
// @ts-ignore: decorator
@inline
export function tanh(z: v128): v128 {
  const one = f32x4.splat(1);
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(exp(f32x4.add(z, z)), one)));
  const square = f32x4.mul(z, z);
  let p = f32x4.splat(-17.0 / 315.0);
  p = fma(p, square, f32x4.splat(2.0 / 15.0));
  p = fma(p, square, f32x4.splat(-1.0 / 3.0));
  const near = fma(f32x4.mul(p, square), z, z);
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(z), f32x4.splat(0.1)));
}
