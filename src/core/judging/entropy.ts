/** Entropy of the class probabilities of each voxel ([voxel][class]), 0 where one class is sure, 1 where all are equal. */
export function normalisedEntropy(probabilities: Float32Array, classes: number): Float32Array<ArrayBuffer> {
  const most = Math.log(classes);
  return Float32Array.from({ length: probabilities.length / classes }, (_, voxel) => {
    let sum = 0;
    for (let at = voxel * classes; at < (voxel + 1) * classes; at++) {
      const p = probabilities[at]!;
      if (p > 0) sum -= p * Math.log(p);
    }
    return classes > 1 ? sum / most : 0;
  });
}
