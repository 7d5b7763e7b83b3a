import { exp } from "./vector";

/** Unlabelled voxels, which count nowhere. */
const UNLABELLED: f32 = 255;
/** As in `reference/losses.ts`. */
const TINY: f64 = 1e-7;
const SMALLEST_LOG: f64 = 1e-6;

/** Writes e^(logit - largest) of a voxel and gives their sum; `scratch` holds 4 floats. */
// @ts-ignore: decorator
@inline
function exponentials(logits: usize, target: usize, classes: i32, largest: f32, scratch: usize): f32 {
  let sum: f32 = 0;
  for (let c = 0; c < classes; c += 4) {
    const left = classes - c;
    v128.store(scratch, exp(f32x4.sub(v128.load(logits + (<usize>c << 2)), f32x4.splat(largest))));
    for (let lane = 0; lane < min(4, left); lane++) {
      const value = load<f32>(scratch + (<usize>lane << 2));
      sum += value;
      store<f32>(target + (<usize>(c + lane) << 2), value);
    }
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function largestOf(logits: usize, classes: i32): f32 {
  let largest = load<f32>(logits);
  for (let c = 1; c < classes; c++) largest = max<f32>(largest, load<f32>(logits + (<usize>c << 2)));
  return largest;
}

/** Class probabilities of each voxel. */
export function softmax(logits: usize, probabilities: usize, voxels: i32, classes: i32, scratch: usize): void {
  const step = <usize>classes << 2;
  for (let voxel = 0; voxel < voxels; voxel++, logits += step, probabilities += step) {
    const sum = exponentials(logits, probabilities, classes, largestOf(logits, classes), scratch);
    for (let c = 0; c < classes; c++) {
      const at = probabilities + (<usize>c << 2);
      store<f32>(at, load<f32>(at) / sum);
    }
  }
}

/** Σ weight of the labelled voxels. */
export function labelWeight(labels: usize, voxels: i32, weights: usize): f64 {
  let total: f64 = 0;
  for (let voxel = 0; voxel < voxels; voxel++) {
    const label = load<f32>(labels + (<usize>voxel << 2));
    if (label != UNLABELLED) total += <f64>load<f32>(weights + (<usize>voxel << 2));
  }
  return total;
}

/** Σ weight · -ln p[label], and its gradient by the logits times `share`. */
export function crossEntropy(logits: usize, labels: usize, weights: usize, gradient: usize, voxels: i32, classes: i32, share: f32, scratch: usize): f64 {
  const step = <usize>classes << 2;
  let loss: f64 = 0;
  for (let voxel = 0; voxel < voxels; voxel++, logits += step, gradient += step) {
    const label = load<f32>(labels + (<usize>voxel << 2));
    if (label == UNLABELLED) {
      memory.fill(gradient, 0, step);
      continue;
    }
    const largest = largestOf(logits, classes);
    const sum = exponentials(logits, gradient, classes, largest, scratch);
    const own = <usize><i32>label << 2;
    const weight = load<f32>(weights + (<usize>voxel << 2));
    const rate = (weight * share) / sum;
    for (let c = 0; c < classes; c++) {
      const at = gradient + (<usize>c << 2);
      store<f32>(at, load<f32>(at) * rate);
    }
    store<f32>(gradient + own, load<f32>(gradient + own) - weight * share);
    loss += <f64>weight * (<f64>NativeMathf.log(sum) + <f64>(largest - load<f32>(logits + own)));
  }
  return loss;
}

/** Adds Σ p·g, Σ p and Σ g of each class over the labelled voxels to three rows of `classes` doubles; voxels count their `weights` where these are given. */
export function overlaps(probabilities: usize, labels: usize, voxels: i32, classes: i32, sums: usize, weights: usize): void {
  const step = <usize>classes << 2;
  const said = sums + (<usize>classes << 3);
  const truth = said + (<usize>classes << 3);
  for (let voxel = 0; voxel < voxels; voxel++, probabilities += step) {
    const label = load<f32>(labels + (<usize>voxel << 2));
    if (label == UNLABELLED) continue;
    const weight: f64 = weights == 0 ? 1 : <f64>load<f32>(weights + (<usize>voxel << 2));
    for (let c = 0; c < classes; c++) addTo(said + (<usize>c << 3), weight * <f64>load<f32>(probabilities + (<usize>c << 2)));
    const own = <usize><i32>label;
    addTo(sums + (own << 3), weight * <f64>load<f32>(probabilities + (own << 2)));
    addTo(truth + (own << 3), weight);
  }
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

function scaleRow(row: usize, count: i32, factor: f32): void {
  for (let c = 0; c < count; c++, row += 4) store<f32>(row, load<f32>(row) * factor);
}

/**
 * Turns d loss / d p into d loss / d logits, in place over the probabilities: p_c (s_c - Σ p s), where s is `hit` for the class
 * that is true and `miss` for the others (doubles), all times the voxel's weight. With a `rate` above 0 the true class also has the
 * slope of rate · class weight · (-ln p)^gamma, whose sum without the rate is the result.
 */
export function throughSoftmax(probabilities: usize, labels: usize, voxels: i32, classes: i32, hit: usize, miss: usize, voxelWeights: usize, classWeights: usize, rate: f64, gamma: f64): f64 {
  const step = <usize>classes << 2;
  let powers: f64 = 0;
  for (let voxel = 0; voxel < voxels; voxel++, probabilities += step) {
    const label = load<f32>(labels + (<usize>voxel << 2));
    if (label == UNLABELLED) {
      memory.fill(probabilities, 0, step);
      continue;
    }
    const own = <i32>label;
    const p = <f64>load<f32>(probabilities + (<usize>own << 2));
    let slope = load<f64>(hit + (<usize>own << 3));
    if (rate > 0) {
      const weight = <f64>load<f32>(classWeights + (<usize>own << 2));
      const log = max<f64>(-NativeMath.log(p + TINY), SMALLEST_LOG);
      const power = NativeMath.exp((gamma - 1) * NativeMath.log(log));
      powers += weight * power * log;
      slope -= (rate * weight * gamma * power) / (p + TINY);
    }
    let mean = p * slope;
    for (let c = 0; c < classes; c++) if (c != own) mean += <f64>load<f32>(probabilities + (<usize>c << 2)) * load<f64>(miss + (<usize>c << 3));
    for (let c = 0; c < classes; c++) {
      const at = probabilities + (<usize>c << 2);
      store<f32>(at, <f32>(<f64>load<f32>(at) * ((c == own ? slope : load<f64>(miss + (<usize>c << 3))) - mean)));
    }
    if (voxelWeights != 0) scaleRow(probabilities, classes, load<f32>(voxelWeights + (<usize>voxel << 2)));
  }
  return powers;
}
