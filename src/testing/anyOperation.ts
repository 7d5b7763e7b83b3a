import fc from "fast-check";
import type { FeatureShape } from "../core/network/network.ts";
import type { ActivationName, OperationKind, ParamsOf } from "../core/network/operations.ts";

const list = (dimension: number, largest: number) =>
  fc.array(fc.integer({ min: 1, max: largest }), { minLength: dimension, maxLength: dimension });

const penalties = fc.constant({ l1: 0.1, l2: 0.2 });
const initial = fc.constantFrom("he" as const, "xavier" as const);
const activations: readonly ActivationName[] = [
  "relu",
  "relu6",
  "elu",
  "leakyRelu",
  "softplus",
  "tanh",
  "sigmoid",
  "identity",
];

const window = (dimension: number) => ({
  size: list(dimension, 5),
  stride: list(dimension, 3),
  dilation: list(dimension, 2),
  padding: fc.constantFrom("same" as const, "valid" as const),
  bias: fc.boolean(),
  initial,
  penalties,
});

type Parameters = { readonly [Kind in OperationKind]: (dimension: number) => fc.Arbitrary<Partial<ParamsOf<Kind>>> };

/** Any parameters of each operation; "input" fits one channel. */
const parameters: Parameters = {
  input: () => fc.constant({ channels: 1 }),
  conv: (dimension) => fc.record({ kernels: fc.integer({ min: 1, max: 6 }), ...window(dimension) }),
  depthwiseConv: (dimension) => fc.record(window(dimension)),
  convTranspose: (dimension) =>
    fc.record({
      kernels: fc.integer({ min: 1, max: 6 }),
      factor: list(dimension, 3),
      bias: fc.boolean(),
      initial,
      penalties,
    }),
  norm: () =>
    fc.record(
      { per: fc.constantFrom("batch" as const, "instance" as const), isPlain: fc.constant(true as const) },
      { requiredKeys: ["per"] },
    ),
  activation: () => fc.record({ name: fc.constantFrom(...activations) }),
  softmax: () => fc.constant({}),
  pool: (dimension) =>
    fc.record({ type: fc.constantFrom("max" as const, "average" as const), factor: list(dimension, 3) }),
  upsample: (dimension) =>
    fc.record({ type: fc.constantFrom("nearest" as const, "bilinear" as const), factor: list(dimension, 3) }),
  add: () => fc.constant({}),
  concat: () => fc.constant({}),
  crf: (dimension) =>
    fc.record({
      window: list(dimension, 2),
      voxel: list(dimension, 4),
      alpha: fc.integer({ min: 1, max: 9 }),
      beta: fc.constantFrom(0.3, 1),
      gamma: fc.integer({ min: 1, max: 3 }),
      steps: fc.integer({ min: 1, max: 5 }),
      predictionSteps: fc.integer({ min: 1, max: 10 }),
    }),
  dropout: () => fc.record({ rate: fc.double({ min: 0, max: 0.9, noNaN: true }) }),
};

export const operationKinds = Object.keys(parameters) as readonly OperationKind[];

const severalInputs: ReadonlySet<OperationKind> = new Set(["add", "concat"]);

/** What takes one map and another. */
const pairedInputs: ReadonlySet<OperationKind> = new Set(["crf"]);

export interface AnyOperation {
  readonly kind: OperationKind;
  readonly params: unknown;
  readonly inputs: readonly FeatureShape[];
}

/** An operation of a kind with parameters and inputs that may or may not fit. */
export const anyOperation = (kind: OperationKind): fc.Arbitrary<AnyOperation> =>
  fc.constantFrom(2, 3).chain((dimension) => {
    const input = fc.record({
      spatial: list(dimension, 24),
      channels: kind === "input" ? fc.constant(1) : fc.integer({ min: 1, max: 5 }),
    });
    const count = severalInputs.has(kind) ? 3 : pairedInputs.has(kind) ? 2 : 1;
    return fc.record({
      kind: fc.constant(kind),
      params: parameters[kind](dimension),
      inputs: fc.array(input, { minLength: severalInputs.has(kind) ? 1 : count, maxLength: count }),
    });
  });
