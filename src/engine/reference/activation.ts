import type { ActivationName } from "../../core/network/operations.ts";
import { LEAKY_SLOPE, RELU_CEILING } from "../../core/network/semantics.ts";

interface Activation {
  readonly value: (z: number) => number;
  readonly slope: (z: number) => number;
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** Comparisons are written so that NaN stays NaN: a diverged trial must not look like a dead one. */
export const activations: Readonly<Record<ActivationName, Activation>> = {
  identity: { value: (z) => z, slope: () => 1 },
  relu: { value: (z) => (z < 0 ? 0 : z), slope: (z) => (z > 0 ? 1 : 0) },
  relu6: {
    value: (z) => (z < 0 ? 0 : z > RELU_CEILING ? RELU_CEILING : z),
    slope: (z) => (z > 0 && z < RELU_CEILING ? 1 : 0),
  },
  leakyRelu: { value: (z) => (z < 0 ? LEAKY_SLOPE * z : z), slope: (z) => (z > 0 ? 1 : LEAKY_SLOPE) },
  elu: { value: (z) => (z < 0 ? Math.expm1(z) : z), slope: (z) => (z < 0 ? Math.exp(z) : 1) },
  softplus: { value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), slope: sigmoid },
  tanh: { value: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2 },
  sigmoid: { value: sigmoid, slope: (z) => sigmoid(z) * (1 - sigmoid(z)) },
};
