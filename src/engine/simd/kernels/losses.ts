import type { KernelAttributes, LossAttributes } from "../../kernels/specs.ts";
import { diceOf, diceSlope, SMALLEST_LOG, type Overlaps } from "../../reference/losses.ts";
import { BYTES, type SimdContext, type SimdKernel } from "../context.ts";

const VECTOR = 4 * BYTES;
const DOUBLE = 8;
/** The address of a table that is not there. */
const NOTHING = 0;

export const softmax: SimdKernel<LossAttributes> = (
  { wasm, scratch },
  [logits],
  [probabilities],
  { voxels, classes },
) => {
  wasm.softmax(logits!, probabilities!, voxels, classes, scratch(VECTOR));
};

export const crossEntropy: SimdKernel<LossAttributes> = (
  { wasm, heap, scratch },
  [logits, labels, weights],
  [loss, gradient],
  { voxels, classes },
) => {
  const total = wasm.labelWeight(labels!, voxels, weights!);
  const share = total > 0 ? 1 / total : 0;
  const sum = wasm.crossEntropy(logits!, labels!, weights!, gradient!, voxels, classes, share, scratch(VECTOR));
  heap.floats(loss!, 1)[0] = sum * share;
};

/** Class probabilities in place of the gradient, and what they share with the truth. */
function overlaps(
  context: SimdContext,
  logits: number,
  labels: number,
  gradient: number,
  attributes: LossAttributes,
  weights = NOTHING,
): Overlaps {
  const { voxels, classes } = attributes;
  softmax(context, [logits], [gradient], attributes);
  const sums = context.scratch(3 * classes * DOUBLE);
  context.heap.doubles(sums, 3 * classes).fill(0);
  context.wasm.overlaps(gradient, labels, voxels, classes, sums, weights);
  const [hit, said, truth] = [0, 1, 2].map((row) =>
    context.heap.doubles(sums + row * classes * DOUBLE, classes).slice(),
  );
  return { hit: hit!, said: said!, truth: truth! };
}

/** One double per class. */
function perClass({ scratch, heap }: SimdContext, classes: number, value: (c: number) => number): number {
  const address = scratch(classes * DOUBLE);
  heap.doubles(address, classes).set(Array.from({ length: classes }, (_, c) => value(c)));
  return address;
}

const sumOver = (classes: number, value: (c: number) => number): number =>
  Array.from({ length: classes }, (_, c) => value(c)).reduce((sum, part) => sum + part, 0);

export const classSums: SimdKernel<LossAttributes> = (
  context,
  [logits, labels, weights],
  [probabilities, sums],
  attributes,
) => {
  const { classes } = attributes;
  const { hit, said, truth } = overlaps(context, logits!, labels!, probabilities!, attributes, weights);
  const rows = context.heap.floats(sums!, 3 * classes);
  [hit, said, truth].forEach((row, index) => rows.set(row, index * classes));
};

export const throughSoftmax: SimdKernel<LossAttributes> = (
  context,
  [probabilities, labels, slopes, weights = NOTHING],
  _outputs,
  { voxels, classes },
) => {
  const rows = context.heap.floats(slopes!, 2 * classes).slice();
  const miss = perClass(context, classes, (c) => rows[classes + c]!);
  const hit = perClass(context, classes, (c) => rows[c]! + rows[classes + c]!);
  context.wasm.throughSoftmax(probabilities!, labels!, voxels, classes, hit, miss, weights, NOTHING, 0, 0);
};

export const exponentialLogarithmic: SimdKernel<KernelAttributes["exponentialLogarithmic"]> = (
  context,
  [logits, labels, weights],
  [loss, gradient],
  attributes,
) => {
  const { voxels, classes, diceShare, gamma } = attributes;
  const sums = overlaps(context, logits!, labels!, gradient!, attributes);
  const logDice = Array.from({ length: classes }, (_, c) => Math.max(-Math.log(diceOf(sums, c)), SMALLEST_LOG));
  const labelled = sums.truth.reduce((total, count) => total + count, 0);
  const rate = labelled > 0 ? (1 - diceShare) / labelled : 0;
  const slopes = (isTruth: boolean) =>
    perClass(
      context,
      classes,
      (c) =>
        ((-diceShare * gamma * logDice[c]! ** (gamma - 1)) / (classes * diceOf(sums, c))) * diceSlope(sums, c, isTruth),
    );
  const powers = context.wasm.throughSoftmax(
    gradient!,
    labels!,
    voxels,
    classes,
    slopes(true),
    slopes(false),
    NOTHING,
    weights!,
    rate,
    gamma,
  );
  context.heap.floats(loss!, 1)[0] =
    (diceShare * sumOver(classes, (c) => logDice[c]! ** gamma)) / classes + rate * powers;
};

export const penalty: SimdKernel<KernelAttributes["penalty"]> = (
  { wasm, heap },
  [w],
  [value, slope],
  { count, l1, l2 },
) => {
  heap.floats(value!, 1)[0] = wasm.penalty(w!, slope!, count, l1, l2);
};
