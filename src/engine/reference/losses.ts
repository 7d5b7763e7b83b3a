import { UNLABELLED } from "../../core/image/labelMap.ts";
import { evaluate } from "../../core/formula/evaluate.ts";
import { slopesOf } from "../../core/formula/slopes.ts";
import { SMOOTH } from "../../catalog/losses/overlap.ts";
import type { FormulaAttributes, KernelAttributes, LossAttributes } from "../kernels/specs.ts";
import type { Arrays } from "./types.ts";

/** Keeps logarithms and quotients of vanishing probabilities finite. */
export const TINY = 1e-7;
/** Smallest -ln(·) that is raised to the power: the slope of u^γ is infinite at 0 (spec 4.6). */
export const SMALLEST_LOG = 1e-6;

export function softmax([logits]: Arrays<1>, [probabilities]: Arrays<1>, { voxels, classes }: LossAttributes): void {
  for (let first = 0; first < voxels * classes; first += classes) {
    let [largest, sum] = [-Infinity, 0];
    for (let c = 0; c < classes; c++) largest = Math.max(largest, logits[first + c]!);
    for (let c = 0; c < classes; c++) sum += probabilities[first + c] = Math.exp(logits[first + c]! - largest);
    for (let c = 0; c < classes; c++) probabilities[first + c]! /= sum;
  }
}

/** Mean over the labelled voxels, each counted with its weight. */
export function crossEntropy(
  [logits, labels, weights]: Arrays<3>,
  [loss, gradient]: Arrays<2>,
  attributes: LossAttributes,
): void {
  const { voxels, classes } = attributes;
  softmax([logits], [gradient], attributes);
  let [sum, total] = [0, 0];
  for (let voxel = 0; voxel < voxels; voxel++) {
    const label = labels[voxel]!;
    if (label === UNLABELLED) continue;
    const [weight, first] = [weights[voxel]!, voxel * classes];
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) largest = Math.max(largest, logits[first + c]!);
    let scale = 0;
    for (let c = 0; c < classes; c++) scale += Math.exp(logits[first + c]! - largest);
    sum += weight * (Math.log(scale) + largest - logits[first + label]!);
    total += weight;
  }
  loss[0] = total > 0 ? sum / total : 0;
  for (let voxel = 0; voxel < voxels; voxel++) {
    const label = labels[voxel]!;
    const [weight, first] = [label === UNLABELLED || total === 0 ? 0 : weights[voxel]! / total, voxel * classes];
    for (let c = 0; c < classes; c++) gradient[first + c] = weight * (gradient[first + c]! - (c === label ? 1 : 0));
  }
}

export interface Overlaps {
  /** Per class: Σ p·g, Σ p and Σ g over the labelled voxels. */
  readonly hit: Float64Array;
  readonly said: Float64Array;
  readonly truth: Float64Array;
}

function overlaps(
  probabilities: Float32Array,
  labels: Float32Array,
  { voxels, classes }: LossAttributes,
  weights?: Float32Array,
): Overlaps {
  const [hit, said, truth] = [new Float64Array(classes), new Float64Array(classes), new Float64Array(classes)];
  for (let voxel = 0; voxel < voxels; voxel++) {
    const label = labels[voxel]!;
    if (label === UNLABELLED) continue;
    const weight = weights?.[voxel] ?? 1;
    for (let c = 0; c < classes; c++) said[c]! += weight * probabilities[voxel * classes + c]!;
    hit[label]! += weight * probabilities[voxel * classes + label]!;
    truth[label]! += weight;
  }
  return { hit, said, truth };
}

/** Turns d loss / d p into d loss / d logits, in place over the probabilities: p_c (g_c - Σ p g). */
function backThroughSoftmax(
  probabilities: Float32Array,
  labels: Float32Array,
  { voxels, classes }: LossAttributes,
  slope: (voxel: number, label: number, c: number, probability: number) => number,
): void {
  const slopes = new Float64Array(classes);
  for (let voxel = 0; voxel < voxels; voxel++) {
    const [label, first] = [labels[voxel]!, voxel * classes];
    let mean = 0;
    for (let c = 0; c < classes; c++) {
      slopes[c] = label === UNLABELLED ? 0 : slope(voxel, label, c, probabilities[first + c]!);
      mean += slopes[c]! * probabilities[first + c]!;
    }
    for (let c = 0; c < classes; c++) probabilities[first + c]! *= slopes[c]! - mean;
  }
}

export const diceOf = ({ hit, said, truth }: Overlaps, c: number): number =>
  (2 * hit[c]! + SMOOTH) / (said[c]! + truth[c]! + SMOOTH);

/** d dice_c / d p_c at a voxel that is (or is not) of class c. */
export function diceSlope(sums: Overlaps, c: number, isTruth: boolean): number {
  const total = sums.said[c]! + sums.truth[c]! + SMOOTH;
  return (isTruth ? 2 / total : 0) - diceOf(sums, c) / total;
}

/** Probabilities, and what they share with the truth; see `KernelAttributes`. */
export function classSums(
  [logits, labels, weights]: readonly [Float32Array, Float32Array, Float32Array?],
  [probabilities, sums]: Arrays<2>,
  attributes: LossAttributes,
): void {
  softmax([logits], [probabilities], attributes);
  const { hit, said, truth } = overlaps(probabilities, labels, attributes, weights);
  [hit, said, truth].forEach((row, index) => sums.set(row, index * attributes.classes));
}

/** Carried out in double precision, whatever the arrays hold. */
export function formula([sums]: Arrays<1>, [value, slopes]: Arrays<2>, { classes, formula }: FormulaAttributes): void {
  const given = [0, 1, 2].map((row) => sums.subarray(row * classes, (row + 1) * classes));
  const [result, ...rows] = evaluate([formula, ...slopesOf(formula, 2)], given, classes);
  value[0] = result![0]!;
  rows.forEach((row, index) => {
    for (let c = 0; c < classes; c++) slopes[index * classes + c] = row[row.length === 1 ? 0 : c]!;
  });
}

/** From slopes by the sums to the gradient by the logits, over the probabilities. */
export function throughSoftmax(
  [probabilities, labels, slopes, weights]: readonly [Float32Array, Float32Array, Float32Array, Float32Array?],
  _outputs: Arrays<0>,
  attributes: LossAttributes,
): void {
  const { classes } = attributes;
  backThroughSoftmax(
    probabilities,
    labels,
    attributes,
    (voxel, label, c) => (weights?.[voxel] ?? 1) * (slopes[classes + c]! + (c === label ? slopes[c]! : 0)),
  );
}

/** Exponential logarithmic loss (Wong et al. 2018, arXiv:1809.00076): share · mean (-ln dice)^γ + (1 - share) · weighted mean (-ln p)^γ. */
export function exponentialLogarithmic(
  [logits, labels, weights]: Arrays<3>,
  [loss, gradient]: Arrays<2>,
  attributes: KernelAttributes["exponentialLogarithmic"],
): void {
  const { voxels, classes, diceShare, gamma } = attributes;
  softmax([logits], [gradient], attributes);
  const sums = overlaps(gradient, labels, attributes);
  const logDice = Array.from({ length: classes }, (_, c) => Math.max(-Math.log(diceOf(sums, c)), SMALLEST_LOG));
  const labelled = sums.truth.reduce((total, count) => total + count, 0);
  let entropy = 0;
  for (let voxel = 0; voxel < voxels; voxel++) {
    const label = labels[voxel]!;
    if (label !== UNLABELLED)
      entropy +=
        weights[label]! * Math.max(-Math.log(gradient[voxel * classes + label]! + TINY), SMALLEST_LOG) ** gamma;
  }
  loss[0] =
    (diceShare * logDice.reduce((sum, value) => sum + value ** gamma, 0)) / classes +
    (labelled > 0 ? ((1 - diceShare) * entropy) / labelled : 0);
  const diceRate = logDice.map((value, c) => (-diceShare * gamma * value ** (gamma - 1)) / (classes * diceOf(sums, c)));
  backThroughSoftmax(gradient, labels, attributes, (_voxel, label, c, probability) => {
    const fromDice = diceRate[c]! * diceSlope(sums, c, c === label);
    if (c !== label) return fromDice;
    const log = Math.max(-Math.log(probability + TINY), SMALLEST_LOG);
    return (
      fromDice - ((1 - diceShare) * weights[label]! * gamma * log ** (gamma - 1)) / (labelled * (probability + TINY))
    );
  });
}

export function penalty([w]: Arrays<1>, [value, gradient]: Arrays<2>, { l1, l2 }: KernelAttributes["penalty"]): void {
  let sum = 0;
  for (let index = 0; index < w.length; index++) {
    sum += l1 * Math.abs(w[index]!) + 0.5 * l2 * w[index]! * w[index]!;
    gradient[index] = l1 * Math.sign(w[index]!) + l2 * w[index]!;
  }
  value[0] = sum;
}
