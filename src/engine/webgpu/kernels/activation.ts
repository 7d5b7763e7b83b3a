import type { ActivationName } from "../../../core/network/operations.ts";
import { LEAKY_SLOPE, RELU_CEILING } from "../../../core/network/semantics.ts";

interface Code {
  readonly value: string;
  readonly slope: string;
}

/** Numbers as WGSL writes reals. */
const [LEAK, CEILING] = [LEAKY_SLOPE.toFixed(4), RELU_CEILING.toFixed(1)];

const SIGMOID = "1.0 / (1.0 + exp(-z))";
/** Drivers overflow on large arguments. */
const TANH = "tanh(select(select(z, 15.0, z > 15.0), -15.0, z < -15.0))";

/** WGSL of each activation and its slope at `z`. `select` takes its second argument where the condition holds, so NaN stays NaN; some drivers' `exp` turns it into a number. */
const codes: Readonly<Record<ActivationName, Code>> = {
  identity: { value: "z", slope: "1.0" },
  relu: { value: "select(z, 0.0, z < 0.0)", slope: "select(0.0, 1.0, z > 0.0)" },
  relu6: {
    value: `select(select(z, 0.0, z < 0.0), ${CEILING}, z > ${CEILING})`,
    slope: `select(0.0, 1.0, z > 0.0 && z < ${CEILING})`,
  },
  leakyRelu: { value: `select(z, ${LEAK} * z, z < 0.0)`, slope: `select(${LEAK}, 1.0, z > 0.0)` },
  elu: { value: "select(z, exp(min(z, 0.0)) - 1.0, z < 0.0)", slope: "select(1.0, exp(min(z, 0.0)), z < 0.0)" },
  softplus: { value: "select(z, 0.0, z < 0.0) + log(1.0 + exp(-abs(z)))", slope: SIGMOID },
  tanh: { value: TANH, slope: `1.0 - ${TANH} * ${TANH}` },
  sigmoid: {
    value: `select(select(z, ${SIGMOID}, z < 0.0), ${SIGMOID}, z >= 0.0)`,
    slope: `(${SIGMOID}) * (1.0 - ${SIGMOID})`,
  },
};

/** `fn activate(z)` and `fn slopeAt(z)`. */
export function activationCode(name: ActivationName): string {
  const { value, slope } = codes[name];
  return `fn activate(z: f32) -> f32 { return ${value}; }\nfn slopeAt(z: f32) -> f32 { return ${slope}; }\n`;
}
