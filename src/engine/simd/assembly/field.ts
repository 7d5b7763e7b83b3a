import { exp, fma, zero } from "./vector";

// Maps lie class by class in planes with a border of zeros as wide as the window, so that nobody asks where the image ends. Rows are
// worked on one by one; `rowBytes` is their width up to whole blocks of 8. Per neighbour a table has three words: bytes to it within a
// plane, its spatial weight, and its bilateral one where both look the same.

const WORDS: usize = 12;

/** Lays the channels of a map, times a factor for each voxel where one is given, out in planes. `target` is where the first voxel goes. */
export function fieldPack(source: usize, channels: i32, factors: usize, target: usize, depth: i32, height: i32, width: i32, rowStep: usize, sliceStep: usize, planeStep: usize): void {
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      let to = target + <usize>z * sliceStep + <usize>y * rowStep;
      for (let x = 0; x < width; x++, to += 4) {
        const factor: f32 = factors == 0 ? 1 : load<f32>(factors);
        for (let c = 0; c < channels; c++, source += 4) store<f32>(to + <usize>c * planeStep, load<f32>(source) * factor);
        if (factors != 0) factors += 4;
      }
    }
  }
}

/** Bilateral weights of all neighbours for the voxels of a row, neighbour by neighbour. */
export function fieldWeights(image: usize, channels: i32, planeStep: usize, neighbours: usize, count: i32, falloff: f32, rowBytes: usize, target: usize): void {
  const rate = f32x4.splat(-falloff);
  for (let n = 0; n < count; n++, neighbours += WORDS) {
    const apart = <usize>load<i32>(neighbours);
    const same = v128.load32_splat(neighbours, 8);
    for (let at: usize = 0; at < rowBytes; at += 16, target += 16) {
      let square = zero();
      for (let c = 0; c < channels; c++) {
        const own = image + <usize>c * planeStep + at;
        const difference = f32x4.sub(v128.load(own), v128.load(own + apart));
        square = fma(difference, difference, square);
      }
      v128.store(target, f32x4.mul(same, exp(f32x4.mul(square, rate))));
    }
  }
}

/** Sums around the voxels of a row, of two planes and the two behind them: of `near` by spatial weights, of `alike` by bilateral ones. */
export function fieldSums(near: usize, alike: usize, planeStep: usize, neighbours: usize, count: i32, weights: usize, rowBytes: usize, nearTarget: usize, alikeTarget: usize): void {
  for (let at: usize = 0; at < rowBytes; at += 32) {
    let n0 = zero(), n1 = zero(), n2 = zero(), n3 = zero();
    let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero();
    let entry = neighbours;
    let weight = weights + at;
    for (let n = 0; n < count; n++, entry += WORDS, weight += rowBytes) {
      const apart = <usize>load<i32>(entry) + at;
      const spatial = v128.load32_splat(entry, 4);
      const g0 = v128.load(weight), g1 = v128.load(weight, 16);
      let from = near + apart;
      n0 = fma(v128.load(from), spatial, n0);
      n1 = fma(v128.load(from, 16), spatial, n1);
      from += planeStep;
      n2 = fma(v128.load(from), spatial, n2);
      n3 = fma(v128.load(from, 16), spatial, n3);
      from = alike + apart;
      a0 = fma(v128.load(from), g0, a0);
      a1 = fma(v128.load(from, 16), g1, a1);
      from += planeStep;
      a2 = fma(v128.load(from), g0, a2);
      a3 = fma(v128.load(from, 16), g1, a3);
    }
    v128.store(nearTarget + at, n0);
    v128.store(nearTarget + at, n1, 16);
    v128.store(nearTarget + rowBytes + at, n2);
    v128.store(nearTarget + rowBytes + at, n3, 16);
    v128.store(alikeTarget + at, a0);
    v128.store(alikeTarget + at, a1, 16);
    v128.store(alikeTarget + rowBytes + at, a2);
    v128.store(alikeTarget + rowBytes + at, a3, 16);
  }
}

/** target = 1 / (sum + epsilon) for the voxels of a row. */
export function fieldRates(sums: usize, target: usize, width: i32, epsilon: f32): void {
  for (let x = 0; x < width; x++, sums += 4, target += 4) store<f32>(target, 1 / (load<f32>(sums) + epsilon));
}

/** Scores of a row: logits - compatibility · message, which takes the place of the sums. */
export function fieldMix(near: usize, alike: usize, rowBytes: usize, width: i32, classes: i32, nearRates: usize, alikeRates: usize, spatial: usize, bilateral: usize, compatibility: usize, logits: usize, scores: usize): void {
  const end = <usize>((width + 3) & ~3) << 2;
  for (let l = 0; l < classes; l++) {
    const row = <usize>l * rowBytes;
    const ofNear = v128.load32_splat(spatial + (<usize>l << 2)), ofAlike = v128.load32_splat(bilateral + (<usize>l << 2));
    for (let at: usize = 0; at < end; at += 16) {
      const rated = f32x4.mul(f32x4.mul(v128.load(near + row + at), v128.load(nearRates + at)), ofNear);
      v128.store(near + row + at, fma(f32x4.mul(v128.load(alike + row + at), v128.load(alikeRates + at)), ofAlike, rated));
    }
  }
  for (let k = 0; k < classes; k++) {
    const row = alike + <usize>k * rowBytes;
    const mixed = compatibility + (<usize>(k * classes) << 2);
    for (let at: usize = 0; at < end; at += 16) {
      let sum = zero();
      for (let l = 0; l < classes; l++) sum = fma(v128.load(near + <usize>l * rowBytes + at), v128.load32_splat(mixed + (<usize>l << 2)), sum);
      v128.store(row + at, sum);
    }
  }
  for (let x = 0; x < width; x++)
    for (let k = 0; k < classes; k++, logits += 4, scores += 4)
      store<f32>(scores, load<f32>(logits) - load<f32>(alike + <usize>k * rowBytes + (<usize>x << 2)));
}

/** Adds Σ sums[k] · p[l] over the voxels of a row to doubles [k, l]; `p` holds zeros past the width. */
export function fieldProducts(sums: usize, p: usize, rowBytes: usize, classes: i32, target: usize): void {
  for (let k = 0; k < classes; k++) {
    for (let l = 0; l < classes; l++, target += 8) {
      const one = sums + <usize>k * rowBytes, other = p + <usize>l * rowBytes;
      let sum = zero();
      for (let at: usize = 0; at < rowBytes; at += 16) sum = fma(v128.load(one + at), v128.load(other + at), sum);
      const pairs = f32x4.add(sum, i32x4.shuffle(sum, sum, 2, 3, 0, 1));
      store<f64>(target, load<f64>(target) + <f64>(f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1)));
    }
  }
}

/** Slopes of the scores of a row whose softmax is `p`: p · (s - Σ p s), where s are those of the probabilities; `scratch` holds a row a class, and one. */
export function fieldSlopes(near: usize, alike: usize, p: usize, rowBytes: usize, width: i32, classes: i32, spatial: usize, bilateral: usize, compatibility: usize, scratch: usize, target: usize): void {
  const mean = scratch + <usize>classes * rowBytes;
  memory.fill(mean, 0, rowBytes);
  for (let l = 0; l < classes; l++) {
    const row = <usize>l * rowBytes;
    const ofNear = v128.load32_splat(spatial + (<usize>l << 2)), ofAlike = v128.load32_splat(bilateral + (<usize>l << 2));
    for (let at: usize = 0; at < rowBytes; at += 16) {
      let sum = zero();
      for (let k = 0; k < classes; k++) {
        const place = <usize>k * rowBytes + at;
        const weighted = fma(v128.load(alike + place), ofAlike, f32x4.mul(v128.load(near + place), ofNear));
        sum = fma(weighted, v128.load32_splat(compatibility + (<usize>(k * classes + l) << 2)), sum);
      }
      const slope = f32x4.neg(sum);
      v128.store(scratch + row + at, slope);
      v128.store(mean + at, fma(slope, v128.load(p + row + at), v128.load(mean + at)));
    }
  }
  for (let x = 0; x < width; x++) {
    const at = <usize>x << 2;
    for (let l = 0; l < classes; l++, target += 4) {
      const row = <usize>l * rowBytes + at;
      store<f32>(target, load<f32>(p + row) * (load<f32>(scratch + row) - load<f32>(mean + at)));
    }
  }
}
