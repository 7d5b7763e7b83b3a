import type { LossAttributes } from "../../kernels/specs.ts";
import { BYTES, type SimdKernel } from "../context.ts";

const VECTOR = 4 * BYTES;

export const softmax: SimdKernel<LossAttributes> = ({ wasm, scratch }, [logits], [probabilities], { voxels, classes }) => {
  wasm.softmax(logits!, probabilities!, voxels, classes, scratch(VECTOR));
};

export const crossEntropy: SimdKernel<LossAttributes> = ({ wasm, heap, scratch }, [logits, labels, weights], [loss, gradient], { voxels, classes }) => {
  const total = wasm.labelWeight(labels!, voxels, weights!);
  const share = total > 0 ? 1 / total : 0;
  const sum = wasm.crossEntropy(logits!, labels!, weights!, gradient!, voxels, classes, share, scratch(VECTOR));
  heap.floats(loss!, 1)[0] = sum * share;
};
