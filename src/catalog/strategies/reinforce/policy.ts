/** How logits are bounded before they become probabilities: bound·tanh(logit / temperature); 0 leaves them unbounded. */
export interface Shaping {
  readonly temperature: number;
  readonly bound: number;
}

/** Shaped logits, and the slope of the shaping at each. */
export function shaped(
  logits: Float64Array,
  { temperature, bound }: Shaping,
): { readonly values: Float64Array; readonly slopes: Float64Array } {
  if (bound === 0)
    return { values: logits.map((logit) => logit / temperature), slopes: logits.map(() => 1 / temperature) };
  const squashed = logits.map((logit) => Math.tanh(logit / temperature));
  return {
    values: squashed.map((value) => bound * value),
    slopes: squashed.map((value) => (bound * (1 - value ** 2)) / temperature),
  };
}

export function softmax(logits: Float64Array): Float64Array {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** In nats. */
export const entropyOf = (probabilities: Float64Array): number =>
  probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);

/** Gradient of −advantage·ln p of what was chosen, by the logits. */
export const policyGradient = (probabilities: Float64Array, chosen: number, advantage: number): Float64Array =>
  probabilities.map((p, index) => advantage * (p - (index === chosen ? 1 : 0)));

/** Gradient of −entropy by the logits. */
export function entropyGradient(probabilities: Float64Array): Float64Array {
  const entropy = entropyOf(probabilities);
  return probabilities.map((p) => (p > 0 ? p * (Math.log(p) + entropy) : 0));
}

/** Gradient of Σ p·ln(p / wanted) by the logits. */
export function divergenceGradient(probabilities: Float64Array, wanted: readonly number[]): Float64Array {
  const terms = probabilities.map((p, index) => (p > 0 ? Math.log(p / wanted[index]!) : 0));
  const divergence = probabilities.reduce((sum, p, index) => sum + p * terms[index]!, 0);
  return probabilities.map((p, index) => p * (terms[index]! - divergence));
}
