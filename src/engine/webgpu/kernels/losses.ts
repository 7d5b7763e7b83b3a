import { UNLABELLED } from "../../../core/image/labelMap.ts";
import type { KernelAttributes, LossAttributes } from "../../kernels/specs.ts";
import { SMOOTH } from "../../../catalog/losses/overlap.ts";
import { SMALLEST_LOG, TINY } from "../../reference/losses.ts";
import type { GpuKernel } from "../recorder.ts";
import { sumRows } from "../reduce.ts";

const numbers = ({ voxels, classes }: LossAttributes) => ({ voxels, classes });

const SOFTMAX = `
fn element(i: i32) {
  let first = i * u.classes;
  var largest = logits[first];
  for (var c = 1; c < u.classes; c++) { largest = max(largest, logits[first + c]); }
  var sum = 0.0;
  for (var c = 0; c < u.classes; c++) { let e = exp(logits[first + c] - largest); result[first + c] = e; sum += e; }
  for (var c = 0; c < u.classes; c++) { result[first + c] /= sum; }
}`;

export const softmax: GpuKernel<LossAttributes> = ({ run }, [logits], [result], attributes) => {
  run({
    key: "softmax",
    code: SOFTMAX,
    writes: { result: result! },
    reads: { logits: logits! },
    ints: numbers(attributes),
    threads: attributes.voxels,
  });
};

/** Loss and weight of each voxel beside the gradient not yet divided by the sum of the weights. */
const CROSS_ENTROPY = `
fn element(i: i32) {
  let first = i * u.classes;
  let label = i32(labels[i]);
  if (label == ${UNLABELLED}) {
    for (var c = 0; c < u.classes; c++) { gradient[first + c] = 0.0; }
    rows[2 * i] = 0.0;
    rows[2 * i + 1] = 0.0;
    return;
  }
  var largest = logits[first];
  for (var c = 1; c < u.classes; c++) { largest = max(largest, logits[first + c]); }
  var sum = 0.0;
  for (var c = 0; c < u.classes; c++) { sum += exp(logits[first + c] - largest); }
  let weight = weights[i];
  for (var c = 0; c < u.classes; c++) { gradient[first + c] = weight * (exp(logits[first + c] - largest) / sum - select(0.0, 1.0, c == label)); }
  rows[2 * i] = weight * (log(sum) + largest - logits[first + label]);
  rows[2 * i + 1] = weight;
}`;

export const crossEntropy: GpuKernel<LossAttributes> = (
  context,
  [logits, labels, weights],
  [loss, gradient],
  attributes,
) => {
  const { voxels, classes } = attributes;
  const ints = numbers(attributes);
  const rows = context.scratch(2 * voxels);
  context.run({
    key: "crossEntropy",
    code: CROSS_ENTROPY,
    writes: { gradient: gradient!, rows },
    reads: { logits: logits!, labels: labels!, weights: weights! },
    ints,
    threads: voxels,
  });
  const totals = sumRows(context, {
    key: "crossEntropy/totals",
    code: "fn term(group: i32, row: i32, column: i32) -> f32 { return values[2 * row + column]; }",
    reads: { values: rows },
    rows: voxels,
    columns: 2,
  });
  context.run({
    key: "crossEntropy/divide",
    code: `fn element(i: i32) {
  let share = select(0.0, 1.0 / totals[1], totals[1] > 0.0);
  gradient[i] *= share;
  if (i == 0) { loss[0] = totals[0] * share; }
}`,
    writes: { gradient: gradient!, loss: loss! },
    reads: { totals },
    ints: {},
    threads: voxels * classes,
  });
};

/** Per class: Σ p·g, Σ p, Σ g over the labelled voxels; then the power of the logarithm of each voxel's own class, summed. */
const OVERLAPS = `
fn term(group: i32, row: i32, column: i32) -> f32 {
  let label = i32(labels[row]);
  if (label == ${UNLABELLED}) { return 0.0; }
  if (column == 3 * u.classes) { return weights[label] * pow(max(-log(probabilities[row * u.classes + label] + ${TINY}), ${SMALLEST_LOG}), u.gamma); }
  let c = column % u.classes;
  let p = probabilities[row * u.classes + c];
  let kind = column / u.classes;
  if (kind == 1) { return p; }
  return select(0.0, select(1.0, p, kind == 0), c == label);
}`;

const DICE = `
fn dice(c: i32) -> f32 { return (2.0 * sums[c] + ${SMOOTH.toFixed(1)}) / (sums[u.classes + c] + sums[2 * u.classes + c] + ${SMOOTH.toFixed(1)}); }
fn diceSlope(c: i32, label: i32) -> f32 { return (select(0.0, 2.0, c == label) - dice(c)) / (sums[u.classes + c] + sums[2 * u.classes + c] + ${SMOOTH.toFixed(1)}); }`;

/** From d loss / d p (\`slope\`) to d loss / d logits: p_c (g_c - Σ p g), over the probabilities in place. */
const THROUGH_SOFTMAX = `
fn element(i: i32) {
  let first = i * u.classes;
  let label = i32(labels[i]);
  var mean = 0.0;
  for (var c = 0; c < u.classes; c++) { mean += slopeOf(c, label, probabilities[first + c]) * probabilities[first + c]; }
  for (var c = 0; c < u.classes; c++) {
    let p = probabilities[first + c];
    probabilities[first + c] = select(p * (slopeOf(c, label, p) - mean), 0.0, label == ${UNLABELLED});
  }
  if (i == 0) { loss[0] = lossValue(); }
}`;

const sumsCode = (hasWeights: boolean) => `
fn term(group: i32, row: i32, column: i32) -> f32 {
  let label = i32(labels[row]);
  if (label == ${UNLABELLED}) { return 0.0; }
  let c = column % u.classes;
  let p = ${hasWeights ? "weights[row] * " : ""}probabilities[row * u.classes + c];
  let kind = column / u.classes;
  if (kind == 1) { return p; }
  return select(0.0, select(${hasWeights ? "weights[row]" : "1.0"}, p, kind == 0), c == label);
}`;

export const classSums: GpuKernel<LossAttributes> = (
  context,
  [logits, labels, weights],
  [probabilities, sums],
  attributes,
) => {
  softmax(context, [logits!], [probabilities!], attributes);
  sumRows(
    context,
    {
      key: weights ? "classSums/weighted" : "classSums",
      code: sumsCode(weights !== undefined),
      reads: { probabilities: probabilities!, labels: labels!, ...(weights && { weights }) },
      ints: numbers(attributes),
      rows: attributes.voxels,
      columns: 3 * attributes.classes,
    },
    sums,
  );
};

/** Slopes of the sums, of class `c` where it is true (first row) and everywhere (second row), through the softmax. */
const throughCode = (hasWeights: boolean) => `
fn slopeOf(c: i32, label: i32) -> f32 { return slopes[u.classes + c] + select(0.0, slopes[c], c == label); }
fn element(i: i32) {
  let first = i * u.classes;
  let label = i32(labels[i]);
  let weight = select(${hasWeights ? "weights[i]" : "1.0"}, 0.0, label == ${UNLABELLED});
  var mean = 0.0;
  for (var c = 0; c < u.classes; c++) { mean += slopeOf(c, label) * probabilities[first + c]; }
  for (var c = 0; c < u.classes; c++) { probabilities[first + c] *= weight * (slopeOf(c, label) - mean); }
}`;

export const throughSoftmax: GpuKernel<LossAttributes> = (
  { run },
  [probabilities, labels, slopes, weights],
  _outputs,
  attributes,
) => {
  run({
    key: weights ? "throughSoftmax/weighted" : "throughSoftmax",
    code: throughCode(weights !== undefined),
    writes: { probabilities: probabilities! },
    reads: { labels: labels!, slopes: slopes!, ...(weights && { weights }) },
    ints: numbers(attributes),
    threads: attributes.voxels,
  });
};

const EXPONENTIAL_LOGARITHMIC = `
fn labelled() -> f32 {
  var count = 0.0;
  for (var c = 0; c < u.classes; c++) { count += sums[2 * u.classes + c]; }
  return max(count, 1.0);
}
fn slopeOf(c: i32, label: i32, p: f32) -> f32 {
  let logDice = max(-log(dice(c)), ${SMALLEST_LOG});
  let fromDice = -u.diceShare * u.gamma * pow(logDice, u.gamma - 1.0) / (f32(u.classes) * dice(c)) * diceSlope(c, label);
  if (c != label) { return fromDice; }
  let logP = max(-log(p + ${TINY}), ${SMALLEST_LOG});
  return fromDice - (1.0 - u.diceShare) * weights[c] * u.gamma * pow(logP, u.gamma - 1.0) / (labelled() * (p + ${TINY}));
}
fn lossValue() -> f32 {
  var mean = 0.0;
  for (var c = 0; c < u.classes; c++) { mean += pow(max(-log(dice(c)), ${SMALLEST_LOG}), u.gamma) / f32(u.classes); }
  return u.diceShare * mean + (1.0 - u.diceShare) * sums[3 * u.classes] / labelled();
}`;

export const exponentialLogarithmic: GpuKernel<KernelAttributes["exponentialLogarithmic"]> = (
  context,
  [logits, labels, weights],
  [loss, gradient],
  attributes,
) => {
  const { gamma, diceShare, voxels, classes } = attributes;
  const [ints, floats] = [numbers(attributes), { gamma, diceShare }];
  softmax(context, [logits!], [gradient!], attributes);
  const sums = sumRows(context, {
    key: "exponentialLogarithmic/sums",
    code: OVERLAPS,
    reads: { probabilities: gradient!, labels: labels!, weights: weights! },
    ints,
    floats,
    rows: voxels,
    columns: 3 * classes + 1,
  });
  context.run({
    key: "exponentialLogarithmic",
    code: `${DICE}${EXPONENTIAL_LOGARITHMIC}${THROUGH_SOFTMAX}`,
    writes: { probabilities: gradient!, loss: loss! },
    reads: { labels: labels!, weights: weights!, sums },
    ints,
    floats,
    threads: voxels,
  });
};

export const penalty: GpuKernel<KernelAttributes["penalty"]> = (context, [w], [value, gradient], { count, l1, l2 }) => {
  const floats = { l1, l2 };
  const sum = sumRows(context, {
    key: "penalty/sum",
    code: "fn term(group: i32, row: i32, column: i32) -> f32 { return u.l1 * abs(w[row]) + 0.5 * u.l2 * w[row] * w[row]; }",
    reads: { w: w! },
    floats,
    rows: count,
    columns: 1,
  });
  context.run({
    key: "penalty",
    code: "fn element(i: i32) { gradient[i] = u.l1 * sign(w[i]) + u.l2 * w[i]; if (i == 0) { value[0] = sum[0]; } }",
    writes: { gradient: gradient!, value: value! },
    reads: { w: w!, sum },
    floats,
    threads: count,
  });
};
