import { exp } from "./vector";

/** Unlabelled voxels, which count nowhere. */
const UNLABELLED: f32 = 255;

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
    if (label != UNLABELLED) total += <f64>load<f32>(weights + (<usize><i32>label << 2));
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
    const weight = load<f32>(weights + own);
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
