import { add, div, fill, mul, sqrt, sub, tensor2d, tidy, type Tensor } from "@tensorflow/tfjs-core";
import type { NetworkNode } from "../../core/network/network.ts";
import type { ActivationName, OperationKind } from "../../core/network/operations.ts";
import { NORM_EPSILON } from "../../core/network/semantics.ts";
import type { Random } from "../../core/random.ts";
import { toExtents } from "../kernels/geometry.ts";
import { meanField } from "../ops/field.ts";
import { conv, convTranspose, depthwiseConv } from "../ops/conv.ts";
import { addMaps, concatMaps, cropMaps, scaleChannels } from "../ops/join.ts";
import { affineActivation, normActivation, type Statistics } from "../ops/norm.ts";
import { pool, upsample } from "../ops/scale.ts";
import { probabilities } from "../ops/softmax.ts";

/** What an operation may ask while the network is applied. */
export interface OperationContext {
  readonly activation: ActivationName;
  /** Whether its bias is left to the normalisation that follows. */
  readonly leavesBias: boolean;
  /** The bias that the operation in front has left to this one. */
  readonly biasInFront: Tensor | null;
  readonly needsInputGradient: boolean;
  readonly isFrozen: boolean;
  /** Whether a way back is recorded, frozen or not. */
  readonly isTaped: boolean;
  readonly weight: (name: string) => Tensor;
  /** Set while its node is trained. */
  readonly training: TrainingContext | null;
}

export interface TrainingContext {
  /** The stream of this node's dropout in this step. */
  readonly random: Random;
  readonly seen: (statistics: Statistics) => void;
}

type NodeOf<Kind extends OperationKind> = Extract<NetworkNode, { readonly kind: Kind }>;
type Implementation<Kind extends OperationKind> = (
  inputs: readonly Tensor[],
  params: NodeOf<Kind>["params"],
  context: OperationContext,
) => Tensor;

type NormParams = NodeOf<"norm">["params"];

type AnyImplementation = (inputs: readonly Tensor[], params: unknown, context: OperationContext) => Tensor;

/** How each operation of a network is computed, activation included. The caller owns the result. */
const implementations: { readonly [Kind in OperationKind]: Implementation<Kind> } = {
  input: ([x]) => x!.clone(),
  conv: ([x], params, context) =>
    withBias(conv(x!, context.weight("kernel"), { ...params, ...context }), params.bias, context),
  depthwiseConv: ([x], params, context) =>
    withBias(depthwiseConv(x!, context.weight("kernel"), { ...params, ...context }), params.bias, context),
  convTranspose: ([x], { factor, bias }, context) =>
    withBias(convTranspose(x!, context.weight("kernel"), toExtents(factor), context), bias, context),
  norm: ([x], params, context) =>
    params.per === "batch" && !context.training
      ? normWithRunning(x!, params, context)
      : normWithBatch(x!, params, context),
  activation: ([x], _params, { activation }) => affineActivation(x!, constant(x!, 1), constant(x!, 0), activation),
  softmax: ([x]) => probabilities(x!),
  pool: ([x], { type, factor }) => pool(x!, type, toExtents(factor)),
  upsample: ([x], { type, factor }) => upsample(x!, type, toExtents(factor)),
  add: (inputs) => addMaps(inputs),
  concat: (inputs) => concatMaps(inputs),
  dropout: ([x], { rate }, { training }) => (training ? dropChannels(x!, rate, training.random) : x!.clone()),
  crf(inputs, params, { weight, isTaped }) {
    const [scores, image] = cropMaps(inputs);
    const learnt = {
      spatial: weight("spatial"),
      bilateral: weight("bilateral"),
      compatibility: weight("compatibility"),
    };
    const steps = isTaped ? params.steps : params.predictionSteps;
    return meanField(scores!, image!, learnt, { ...params, isTaped, steps });
  },
};

export function applyOperation(node: NetworkNode, inputs: readonly Tensor[], context: OperationContext): Tensor {
  return (implementations[node.kind] as AnyImplementation)(inputs, node.params, context);
}

const constant = (x: Tensor, value: number): Tensor => fill([x.shape.at(-1)!], value);

function withBias(x: Tensor, isBiased: boolean, { activation, leavesBias, weight }: OperationContext): Tensor {
  const hasBias = isBiased && !leavesBias;
  if (!hasBias && activation === "identity") return x;
  return affineActivation(x, constant(x, 1), hasBias ? weight("bias") : constant(x, 0), activation);
}

/** What a normalised map is scaled and shifted by. */
function affineOf(x: Tensor, { isPlain }: NormParams, { weight }: OperationContext) {
  return isPlain ? { gamma: constant(x, 1), beta: constant(x, 0) } : { gamma: weight("gamma"), beta: weight("beta") };
}

function normWithBatch(x: Tensor, params: NormParams, context: OperationContext): Tensor {
  const { gamma, beta } = affineOf(x, params, context);
  const { per } = params;
  const { activation, training, biasInFront } = context;
  return normActivation(
    x,
    gamma,
    beta,
    { per, activation, biasInFront },
    (statistics) => per === "batch" && training?.seen(statistics),
  );
}

function normWithRunning(x: Tensor, params: NormParams, context: OperationContext): Tensor {
  const { gamma, beta } = affineOf(x, params, context);
  const { weight, activation, biasInFront } = context;
  const scale = tidy(() => div(gamma, sqrt(add(weight("variance"), NORM_EPSILON))));
  const mean = biasInFront ? tidy(() => sub(weight("mean"), biasInFront)) : weight("mean");
  const shift = tidy(() => sub(beta, mul(mean, scale)));
  return affineActivation(x, scale, shift, activation);
}

function dropChannels(x: Tensor, rate: number, random: Random): Tensor {
  const [batch, channels] = [x.shape[0], x.shape[4]!];
  const factors = Float32Array.from({ length: batch * channels }, () => (random.float() < rate ? 0 : 1 / (1 - rate)));
  return scaleChannels(x, tensor2d(factors, [batch, channels]));
}
