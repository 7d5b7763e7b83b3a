import { add, div, fill, mul, sqrt, sub, tensor2d, tidy, type Tensor } from "@tensorflow/tfjs-core";
import type { NetworkNode } from "../../core/network/network.ts";
import type { ActivationName, OperationKind } from "../../core/network/operations.ts";
import { NORM_EPSILON } from "../../core/network/semantics.ts";
import type { Random } from "../../core/random.ts";
import { toExtents } from "../kernels/geometry.ts";
import { conv, convTranspose, depthwiseConv } from "../ops/conv.ts";
import { addMaps, concatMaps, scaleChannels } from "../ops/join.ts";
import { affineActivation, normActivation, type Statistics } from "../ops/norm.ts";
import { pool, upsample } from "../ops/scale.ts";

/** What an operation may ask while the network is applied. */
export interface OperationContext {
  readonly activation: ActivationName;
  readonly needsInputGradient: boolean;
  readonly weight: (name: string) => Tensor;
  /** Set while training. */
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

type AnyImplementation = (inputs: readonly Tensor[], params: unknown, context: OperationContext) => Tensor;

/** How each operation of a network is computed, activation included. The caller owns the result. */
const implementations: { readonly [Kind in OperationKind]: Implementation<Kind> } = {
  input: ([x]) => x!.clone(),
  conv: ([x], params, context) =>
    withBias(conv(x!, context.weight("kernel"), { ...params, ...context }), params.bias, context),
  depthwiseConv: ([x], params, context) =>
    withBias(depthwiseConv(x!, context.weight("kernel"), { ...params, ...context }), params.bias, context),
  convTranspose: ([x], { factor, bias }, context) =>
    withBias(convTranspose(x!, context.weight("kernel"), toExtents(factor)), bias, context),
  norm: ([x], { per }, context) =>
    per === "batch" && !context.training ? normWithRunning(x!, context) : normWithBatch(x!, per, context),
  activation: ([x], _params, { activation }) => affineActivation(x!, constant(x!, 1), constant(x!, 0), activation),
  pool: ([x], { type, factor }) => pool(x!, type, toExtents(factor)),
  upsample: ([x], { type, factor }) => upsample(x!, type, toExtents(factor)),
  add: (inputs) => addMaps(inputs),
  concat: (inputs) => concatMaps(inputs),
  dropout: ([x], { rate }, { training }) => (training ? dropChannels(x!, rate, training.random) : x!.clone()),
};

export function applyOperation(node: NetworkNode, inputs: readonly Tensor[], context: OperationContext): Tensor {
  return (implementations[node.kind] as AnyImplementation)(inputs, node.params, context);
}

const constant = (x: Tensor, value: number): Tensor => fill([x.shape.at(-1)!], value);

function withBias(x: Tensor, hasBias: boolean, { activation, weight }: OperationContext): Tensor {
  if (!hasBias && activation === "identity") return x;
  return affineActivation(x, constant(x, 1), hasBias ? weight("bias") : constant(x, 0), activation);
}

function normWithBatch(
  x: Tensor,
  per: "batch" | "instance",
  { weight, activation, training }: OperationContext,
): Tensor {
  return normActivation(
    x,
    weight("gamma"),
    weight("beta"),
    { per, activation },
    (statistics) => per === "batch" && training?.seen(statistics),
  );
}

function normWithRunning(x: Tensor, { weight, activation }: OperationContext): Tensor {
  const scale = tidy(() => div(weight("gamma"), sqrt(add(weight("variance"), NORM_EPSILON))));
  const shift = tidy(() => sub(weight("beta"), mul(weight("mean"), scale)));
  return affineActivation(x, scale, shift, activation);
}

function dropChannels(x: Tensor, rate: number, random: Random): Tensor {
  const [batch, channels] = [x.shape[0], x.shape[4]!];
  const factors = Float32Array.from({ length: batch * channels }, () => (random.float() < rate ? 0 : 1 / (1 - rate)));
  return scaleChannels(x, tensor2d(factors, [batch, channels]));
}
